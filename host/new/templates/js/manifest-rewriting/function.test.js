import assert from "node:assert/strict";
import { test } from "node:test";

import { manifestRewriting } from "./function.js";

const edits = (device, ...heights) => {
  const tracks = heights.map(() => ({ kind: "muxed" }));
  return manifestRewriting.decide({ device }, {}, {}, { tracks: { tracks, heights } }).edits;
};

test("a telephone is offered something that it shows", () => {
  manifestRewriting.configure('{ "mobile-height": 720 }');
  assert.deepEqual(edits("mobile", 360, 720, 1080), [{ tag: "drop", val: 2 }]);
  assert.deepEqual(edits("mobile", 1080, 2160), []);
  assert.deepEqual(edits("tv", 360, 1080), []);
});

test("a wrong document is refused", () => {
  assert.throws(() => manifestRewriting.configure('{ "mobile-height": 0 }'), /mobile-height/);
  assert.throws(() => manifestRewriting.configure('{ "height": 720 }'), /height/);
});
