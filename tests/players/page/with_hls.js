// What hls.js makes of a multivariant playlist and of the media playlist that it starts on.

const EVENTS = [Hls.Events.MANIFEST_PARSED, Hls.Events.LEVEL_LOADED];

const track = ({ name, lang, default: chosen, characteristics }) => ({
  name,
  language: lang,
  default: chosen,
  accessible: characteristics?.includes("public.accessibility.") ?? false,
});

export function open(path, headers) {
  const hls = new Hls({
    xhrSetup: (xhr) => {
      for (const [name, value] of headers) xhr.setRequestHeader(name, value);
    },
  });
  const heard = EVENTS.map((event) => new Promise((done) => hls.once(event, (_, data) => done(data))));
  const failed = new Promise((done) =>
    hls.on(Hls.Events.ERROR, (_, error) => {
      if (error.fatal) done({ error: error.details, refused: error.networkDetails?.responseText });
    }),
  );
  const whole = Promise.all(heard).then(([manifest, { details }]) => ({
    video: manifest.levels.map(({ height, bitrate, videoRange }) => [height, bitrate, videoRange]),
    start: manifest.levels[manifest.firstLevel].height,
    audio: hls.audioTracks.map(track),
    subtitles: hls.subtitleTracks.map(track),
    live: details.live,
    fragments: details.fragments.length,
    parts: details.partList?.length ?? 0,
    breaks: Object.keys(details.dateRanges),
  }));
  hls.loadSource(path);
  return Promise.race([whole, failed]).finally(() => hls.destroy());
}
