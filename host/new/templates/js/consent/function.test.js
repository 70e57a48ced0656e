import assert from "node:assert/strict";
import { test } from "node:test";

import { consent } from "./function.js";

test("an objection takes what was granted", () => {
  consent.configure('{ "opt-in": ["FR"] }');
  assert.equal(consent.decide({ country: "US" }).grants.purposes.storage, true);
  assert.equal(consent.decide({ country: "US", gpc: true }).grants.purposes.storage, false);
  assert.equal(consent.decide({ country: "FR" }).regime, "opt-in");
  assert.equal(consent.decide({}).regime, "opt-in");
});

test("a wrong document is refused", () => {
  assert.throws(() => consent.configure('{ "opt-in": "FR" }'), /opt-in/);
  assert.throws(() => consent.configure('{ "opt-in": [], "opt-out": [] }'), /opt-out/);
});
