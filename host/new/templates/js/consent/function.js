// {{name}}: what a viewer allows, by country.

let optIn;

export const consent = {
  configure(document) {
    const { "opt-in": listed, ...unknown } = JSON.parse(document);
    for (const key in unknown) throw `at \`${key}\`: unknown key, expected \`opt-in\``;
    if (!Array.isArray(listed) || listed.some((country) => typeof country !== "string")) {
      throw "at `opt-in`: expected a list of texts";
    }
    optIn = new Set(listed);
  },

  decide({ country, gpc }) {
    const objects = gpc === true;
    const asked = country === undefined || optIn.has(country);
    const granted = !asked && !objects;
    return {
      grants: {
        purposes: { storage: granted, contentMeasurement: granted },
        specialFeatures: {},
      },
      regime: asked ? "opt-in" : "opt-out",
      used: { gpc: objects },
      refused: {},
      validFor: 300,
    };
  },
};

// The contract's vocabulary: types, nothing to implement.
export const types = {};
