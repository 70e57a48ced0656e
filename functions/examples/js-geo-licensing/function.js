// Rights by lists of countries and windows: of the licences whose folder the asset is in, the
// first that allows wins; if none does, the one that came furthest gives the reason.

const KEYS = ["version", "valid-for", "licences"];
const LICENCE = ["id", "folder", "countries", "from", "until", "refuse-networks", "max-height"];

// Reasons, by how far a viewer came.
const REASONS = [
  "place-unknown",
  "territory",
  "network",
  "no-longer-available",
  "not-yet-available",
];

let catalogue;

export const geoLicensing = {
  configure(document) {
    catalogue = read(JSON.parse(document));
  },

  decide(facts) {
    const { version, validFor, licences } = catalogue;
    const now = facts.now === undefined ? undefined : Number(facts.now);
    let furthest;
    for (const licence of licences) {
      if (!facts.asset?.startsWith(licence.folder)) continue;
      const reason = refusal(licence, facts, now);
      const until = nextEdge(licence, now, validFor);
      if (reason === undefined) {
        const limits = { maxHeight: licence.maxHeight[facts.country], strict: true };
        return { tag: "allow", val: { limits, rule: licence.id, version, validFor: until } };
      }
      if (furthest === undefined || REASONS.indexOf(reason) > REASONS.indexOf(furthest.reason)) {
        furthest = { reason, rule: licence.id, version, validFor: until };
      }
    }
    const none = { reason: "asset-not-licensed", version, validFor };
    return { tag: "deny", val: furthest ?? none };
  },
};

// Why a licence does not cover a viewer. What is not known never allows.
function refusal(licence, { country, network }, now) {
  if (country === undefined) return "place-unknown";
  if (!licence.countries.has(country)) return "territory";
  if (network !== undefined && licence.refused.some((kind) => network[kind])) return "network";
  if (now === undefined || now >= licence.until) return "no-longer-available";
  if (now < licence.from) return "not-yet-available";
  return undefined;
}

// No answer holds across the edge of a window.
function nextEdge({ from, until }, now, validFor) {
  if (now === undefined) return 0;
  const ahead = [from, until].filter((edge) => edge > now).map((edge) => Math.ceil(edge - now));
  return Math.min(validFor, ...ahead);
}

function read(document) {
  only(document, KEYS, "");
  const version = text(document.version, "version");
  const validFor = number(document["valid-for"] ?? 300, "valid-for", 0, 86400);
  if (!Array.isArray(document.licences)) throw "at `licences`: expected a list of tables";
  const licences = document.licences.map((licence, index) => {
    const at = `licences[${index}]`;
    only(licence, LICENCE, `${at}.`);
    const heights = Object.entries(licence["max-height"] ?? {});
    return {
      id: text(licence.id, `${at}.id`),
      folder: `${text(licence.folder, `${at}.folder`).replace(/\/+$/, "")}/`,
      countries: new Set(texts(licence.countries, `${at}.countries`)),
      from: time(licence.from, `${at}.from`, -Infinity),
      until: time(licence.until, `${at}.until`, Infinity),
      refused: texts(licence["refuse-networks"] ?? [], `${at}.refuse-networks`).map(camelCase),
      maxHeight: Object.fromEntries(
        heights.map(([place, lines]) => [place, number(lines, `${at}.max-height.${place}`, 1, 65535)]),
      ),
    };
  });
  return { version, validFor, licences };
}

const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

function only(table, keys, at) {
  for (const key in table) {
    if (!keys.includes(key)) throw `at \`${at}${key}\`: unknown key, expected one of ${keys.join(", ")}`;
  }
}

function text(value, at) {
  if (typeof value !== "string") throw `at \`${at}\`: expected a text`;
  return value;
}

function texts(value, at) {
  if (!Array.isArray(value)) throw `at \`${at}\`: expected a list of texts`;
  return value.map((one, index) => text(one, `${at}[${index}]`));
}

function number(value, at, least, most) {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw `at \`${at}\`: expected a whole number from ${least} to ${most}`;
  }
  return value;
}

// Seconds since 1970.
function time(value, at, otherwise) {
  if (value === undefined) return otherwise;
  const milliseconds = Date.parse(text(value, at));
  if (Number.isNaN(milliseconds)) throw `at \`${at}\`: expected a time such as 2026-01-01T00:00:00Z`;
  return milliseconds / 1000;
}

// The contract's vocabulary: types, nothing to implement.
export const types = {};
