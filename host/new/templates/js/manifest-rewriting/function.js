// {{name}}: no more lines than a telephone shows.

const VARIANTS = new Set(["video", "muxed", "audio-only"]);

let mobileHeight;

export const manifestRewriting = {
  configure(document) {
    const { "mobile-height": height, ...unknown } = JSON.parse(document);
    for (const key in unknown) throw `at \`${key}\`: unknown key, expected \`mobile-height\``;
    if (!Number.isInteger(height) || height < 1 || height > 65535) {
      throw "at `mobile-height`: expected a whole number from 1 to 65535";
    }
    mobileHeight = height;
  },

  decide({ device }, grants, limits, manifest) {
    const { tracks, heights } = manifest.tracks;
    // A column of which nothing is stated is empty.
    const tall = (id) => (heights[id] ?? 0) > mobileHeight;
    const ids = [...tracks.keys()];
    const somethingLeft = ids.some((id) => VARIANTS.has(tracks[id].kind) && !tall(id));
    const dropped = device === "mobile" && somethingLeft ? ids.filter(tall) : [];
    return { edits: dropped.map((val) => ({ tag: "drop", val })), validFor: 300 };
  },
};

// The contract's vocabulary: types, nothing to implement.
export const types = {};
