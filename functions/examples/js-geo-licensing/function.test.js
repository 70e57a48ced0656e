import assert from "node:assert/strict";
import { test } from "node:test";

import { geoLicensing } from "./function.js";

const licence = {
  id: "film",
  folder: "film",
  countries: ["FR"],
  from: "1970-01-01T00:01:40Z",
  until: "1970-01-01T00:16:40Z",
  "refuse-networks": ["public-proxy"],
};

function decide(facts, ...licences) {
  geoLicensing.configure(JSON.stringify({ version: "1", licences }));
  return geoLicensing.decide({ asset: "film/main.m3u8", country: "FR", now: 500n, ...facts });
}

test("within its window and countries an asset may be watched", () => {
  assert.deepEqual(decide({}, licence), {
    tag: "allow",
    val: { limits: { maxHeight: undefined, strict: true }, rule: "film", version: "1", validFor: 300 },
  });
});

test("no answer holds across the edge of a window", () => {
  assert.equal(decide({ now: 990n }, licence).val.validFor, 10);
  assert.equal(decide({ now: 90n }, licence).val.validFor, 10);
  assert.equal(decide({ now: 1000n }, licence).val.reason, "no-longer-available");
  assert.equal(decide({ now: 99n }, licence).val.reason, "not-yet-available");
});

test("what is not known never allows", () => {
  assert.equal(decide({ country: undefined }, licence).val.reason, "place-unknown");
  assert.equal(decide({ now: undefined }, licence).tag, "deny");
  assert.equal(decide({ asset: "filmography/main.m3u8" }, licence).val.reason, "asset-not-licensed");
});

test("the licence that came furthest gives the reason", () => {
  const elsewhere = { ...licence, id: "elsewhere", countries: ["US"] };
  const refused = decide({ network: { publicProxy: true } }, elsewhere, licence, elsewhere).val;
  assert.deepEqual([refused.reason, refused.rule], ["network", "film"]);
});

test("a wrong document is refused by its path", () => {
  assert.throws(() => decide({}, { ...licence, until: "soon" }), /licences\[0\]\.until/);
  assert.throws(() => decide({}, { ...licence, regions: [] }), /licences\[0\]\.regions/);
});
