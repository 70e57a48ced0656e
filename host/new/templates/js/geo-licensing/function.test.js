import assert from "node:assert/strict";
import { test } from "node:test";

import { geoLicensing } from "./function.js";

test("only listed countries may watch", () => {
  geoLicensing.configure('{ "countries": ["FR"] }');
  assert.equal(geoLicensing.decide({ country: "FR" }).tag, "allow");
  assert.equal(geoLicensing.decide({ country: "US" }).val.reason, "territory");
  assert.equal(geoLicensing.decide({}).val.reason, "place-unknown");
});

test("a wrong document is refused", () => {
  assert.throws(() => geoLicensing.configure('{ "countries": "FR" }'), /countries/);
  assert.throws(() => geoLicensing.configure('{ "countries": [], "cities": [] }'), /cities/);
});
