// What dash.js makes of an MPD: its tracks as they are when it would ask for segments.

const { events } = dashjs.MediaPlayer;

// `TransferCharacteristics` (ISO/IEC 23091-2 table 3) as HLS calls them.
const RANGES = { 1: "SDR", 16: "PQ", 18: "HLG" };

function range({ essentialProperties, supplementalProperties }) {
  const properties = [...essentialProperties, ...supplementalProperties];
  const transfer = properties.find(({ schemeIdUri }) => schemeIdUri === "urn:mpeg:mpegB:cicp:TransferCharacteristics");
  return RANGES[transfer?.value];
}

const plays = (player, track) => player.getCurrentTrackFor(track.type)?.index === track.index;
const hasRole = ({ roles }, role) => roles.some(({ value }) => value === role);

const track = (track, chosen) => ({
  name: track.labels[0].text,
  language: track.lang,
  default: chosen,
  accessible: track.accessibility.length > 0,
});

export function open(path, headers) {
  const player = dashjs.MediaPlayer().create();
  player.updateSettings({
    debug: { logLevel: dashjs.Debug.LOG_LEVEL_NONE },
    streaming: {
      // What one viewer saw is not for the next.
      lastBitrateCachingInfo: { enabled: false },
      lastMediaSettingsCachingInfo: { enabled: false },
      retryAttempts: { MPD: 0 },
    },
  });
  player.addRequestInterceptor(async (request) => {
    request.headers = { ...request.headers, ...Object.fromEntries(headers) };
    return request;
  });
  let refused;
  player.addResponseInterceptor(async (response) => {
    if (response.status >= 400) refused ??= response.data;
    return response;
  });
  const loaded = new Promise((done) => player.on(events.MANIFEST_LOADED, ({ data }) => done(data)));
  const activated = new Promise((done) => player.on(events.STREAM_ACTIVATED, done));
  const failed = new Promise((done) => player.on(events.ERROR, ({ error }) => done({ error: error.message, refused })));
  const whole = Promise.all([loaded, activated]).then(([mpd]) => ({
    video: player
      .getTracksFor("video")
      .flatMap((track) => track.bitrateList.map(({ height, bandwidth }) => [height, bandwidth, range(track)])),
    // Sound: what it plays. It shows the first text there is unless told otherwise,
    // so of text: what is marked.
    audio: player.getTracksFor("audio").map((one) => track(one, plays(player, one))),
    subtitles: player.getTracksFor("text").map((one) => track(one, hasRole(one, "main"))),
    live: player.isDynamic(),
    main: player.getTracksFor("audio").filter((one) => hasRole(one, "main")).length,
    periods: mpd.Period.map(({ id }) => id),
    breaks: mpd.Period.flatMap(({ EventStream }) => EventStream ?? []).flatMap(({ Event }) => Event.map(({ id }) => Number(id))),
  }));
  player.initialize(document.querySelector("video"), path, false);
  return Promise.race([whole, failed]).finally(() => player.destroy());
}
