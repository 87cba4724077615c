import { expect, test } from "vitest";
import { fitSchema } from "../../src/model/structured/fit-schema.js";

const facts = [
  { names: ["spdxId", "license"], value: "MIT" },
  { names: ["confidence"], value: 0.93 },
  { names: ["runnerUp"], value: { spdxId: "X11", similarity: 0.8 } },
  {
    names: ["keyPhrases"],
    value: [
      { phrase: "heat pump", score: 1 },
      { phrase: "roof", score: 0.5 },
    ],
  },
];

test.each([
  ["takes a fact by any of its names, however written", { licence: { type: "string" } }, { licence: "MIT" }],
  [
    "keeps numbers in their range",
    { confidence: { type: "integer", minimum: 0, maximum: 1 } },
    { confidence: 1 },
  ],
  [
    "prefers an object's own members",
    { runnerUp: { type: "object", properties: { spdx_id: { type: "string" } }, required: ["spdx_id"] } },
    { runnerUp: { spdx_id: "X11" } },
  ],
  [
    "makes texts of facts with parts",
    { keyPhrases: { type: "array", items: { type: "string" }, maxItems: 1 } },
    { keyPhrases: ["heat pump"] },
  ],
  [
    "answers null where it may",
    { author: { anyOf: [{ type: "string" }, { type: "null" }] } },
    { author: null },
  ],
  ["answers null where the type says so", { author: { type: ["string", "null"] } }, { author: null }],
  ["chooses from a list", { license: { enum: ["mit", "isc"] } }, { license: "mit" }],
])("%s", (_, properties, expected) => {
  const schema = { type: "object", properties, required: Object.keys(properties) };

  expect(fitSchema(facts, schema)).toEqual({ fits: true, value: expected });
});

test("follows references within the schema", () => {
  const schema = {
    type: "object",
    properties: { runnerUp: { $ref: "#/$defs/licence" } },
    required: ["runnerUp"],
    $defs: { licence: { type: "object", properties: { spdxId: { type: "string" } }, required: ["spdxId"] } },
  };

  expect(fitSchema(facts, schema)).toEqual({ fits: true, value: { runnerUp: { spdxId: "X11" } } });
});

test("names the first required property that there is no fact for", () => {
  const schema = {
    type: "object",
    properties: { spdxId: { type: "string" }, price: { type: "number" }, colour: { type: "string" } },
    required: ["spdxId", "price"],
  };

  expect(fitSchema(facts, schema)).toEqual({ fits: false, missing: "price" });
});
