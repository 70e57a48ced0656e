// {{name}}: fewer lines while the viewer's grid is dirty.

let above;
let maxHeight;

export const carbonCap = {
  configure(document) {
    const { above: most, "max-height": height, ...unknown } = JSON.parse(document);
    for (const key in unknown) {
      throw `at \`${key}\`: unknown key, expected \`above\` or \`max-height\``;
    }
    if (!Number.isInteger(most) || most < 0 || most > 65535) {
      throw "at `above`: expected a whole number from 0 to 65535";
    }
    if (!Number.isInteger(height) || height < 1 || height > 65535) {
      throw "at `max-height`: expected a whole number from 1 to 65535";
    }
    [above, maxHeight] = [most, height];
  },

  decide(facts) {
    return { outcome: outcome(facts), validFor: 300 };
  },
};

function outcome({ now, intensity, carbonOptOut }) {
  if (carbonOptOut === true) return { tag: "uncapped", val: "opted-out" };
  if (intensity === undefined) return { tag: "uncapped", val: "no-data" };
  if (now === undefined || now >= intensity.expires) return { tag: "uncapped", val: "stale-data" };
  const newest = intensity.samples[intensity.samples.length - 1];
  if (newest <= above) return { tag: "uncapped", val: "below-threshold" };
  const limits = { maxHeight, strict: false };
  return { tag: "capped", val: { limits, band: "dirty", intensity: newest } };
}

// The contract's vocabulary: types, nothing to implement.
export const types = {};
