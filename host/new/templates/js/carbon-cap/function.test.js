import assert from "node:assert/strict";
import { test } from "node:test";

import { carbonCap } from "./function.js";

const sampled = (sample) => ({
  now: 50n,
  intensity: { samples: [sample], step: 1800, forecast: [], measured: 0n, expires: 100n },
});

test("only a dirty grid is capped", () => {
  carbonCap.configure('{ "above": 300, "max-height": 720 }');
  assert.equal(carbonCap.decide(sampled(301)).outcome.val.limits.maxHeight, 720);
  assert.equal(carbonCap.decide(sampled(300)).outcome.val, "below-threshold");
  assert.equal(carbonCap.decide({ ...sampled(301), now: 100n }).outcome.val, "stale-data");
});

test("a wrong document is refused", () => {
  assert.throws(() => carbonCap.configure('{ "above": "300", "max-height": 720 }'), /above/);
  assert.throws(() => carbonCap.configure('{ "above": 300 }'), /max-height/);
});
