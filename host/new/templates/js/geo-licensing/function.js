// {{name}}: where an asset may be watched.

let countries;

export const geoLicensing = {
  configure(document) {
    const { countries: listed, ...unknown } = JSON.parse(document);
    for (const key in unknown) throw `at \`${key}\`: unknown key, expected \`countries\``;
    if (!Array.isArray(listed) || listed.some((country) => typeof country !== "string")) {
      throw "at `countries`: expected a list of texts";
    }
    countries = new Set(listed);
  },

  decide({ country }) {
    const told = { rule: "countries", version: "1", validFor: 300 };
    if (countries.has(country)) {
      return { tag: "allow", val: { limits: { strict: false }, ...told } };
    }
    const reason = country === undefined ? "place-unknown" : "territory";
    return { tag: "deny", val: { reason, ...told } };
  },
};

// The contract's vocabulary: types, nothing to implement.
export const types = {};
