/** Inputs for procedures: some as their schemas ask for, some nearly so, some as no client of ours would send them. */

import fc, { type Arbitrary } from "fast-check";
import { z } from "zod";

type JsonSchema = z.core.JSONSchema.JSONSchema | boolean;

/** Text that breaks what is careless about text, numbers or names. */
const HOSTILE_TEXTS = [
  "",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202e\u0007\u001b[31m",
  "'; drop table workflow_runs; --",
  '" or 1=1 --',
  "%",
  "%_\\",
  "{}",
  "[object Object]",
  "__proto__",
  "constructor",
  "../../../../etc/passwd",
  "http://127.0.0.1:1/",
  "-1",
  "1e309",
  "NaN",
  "9007199254740993",
  "0001-01-01T00:00:00.000Z",
  "+275760-09-13T00:00:00.001Z",
  "2026-02-30",
  "wf:x status:FAILED cost:>1 -dur:<1s (",
  "(((((((((",
  "cost:>1e400 cost:<-0",
  "x".repeat(5_000),
  "🏳️‍🌈".repeat(200),
  "<script>1</script>",
];
const HOSTILE_NUMBERS = [
  0,
  -0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

const hostileDate = fc.oneof(
  fc.date({ noInvalidDate: false }),
  fc.constantFrom(new Date(0), new Date(8.64e15), new Date(-8.64e15), new Date(Number.NaN)),
);

const hostile: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...HOSTILE_TEXTS, ...HOSTILE_NUMBERS, null, undefined, true, [], {}, 10n ** 30n),
  fc.string({ unit: "binary", maxLength: 40 }),
  hostileDate,
  fc.anything({ maxDepth: 3, withBigInt: true, withDate: true, withMap: true, withSet: true }),
);

/** Made once: making anything takes longer than refusing it. */
const junk = fc.constantFrom(
  ...fc.sample(hostile, { numRuns: 3_000, seed: Number(process.env.STAGELINE_FUZZ_SEED ?? 1) }),
);

export interface Nearness {
  /** Of what is there, so that questions find something. */
  readonly ids: readonly string[];
  /** Values as the schema asks for beside each that is anything at all; 0: all are. */
  readonly right: number;
}

export function inputsFor(schema: unknown, nearness: Nearness): Arbitrary<unknown> {
  if (!(schema instanceof z.ZodType)) return fc.oneof(fc.constant(undefined), hostile);
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", cycles: "ref" });
  return near(json, nearness, 0);
}

function near(schema: JsonSchema, nearness: Nearness, depth: number): Arbitrary<unknown> {
  const exact = depth > 6 || typeof schema === "boolean" ? hostile : asAsked(schema, nearness, depth);
  if (nearness.right === 0) return junk;
  return fc.oneof({ weight: nearness.right, arbitrary: exact }, { weight: 1, arbitrary: junk });
}

function asAsked(
  schema: z.core.JSONSchema.JSONSchema,
  nearness: Nearness,
  depth: number,
): Arbitrary<unknown> {
  const within = (inner: JsonSchema) => near(inner, nearness, depth + 1);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(within));
  if (schema.allOf !== undefined) {
    return fc
      .tuple(...schema.allOf.map(within))
      .map((parts) => Object.assign({}, ...parts.filter((part) => typeof part === "object")));
  }
  switch (schema.type) {
    case "object":
      return objectOf(schema, within);
    case "array":
      return fc.array(within((schema.items as JsonSchema | undefined) ?? true), { maxLength: 6 });
    case "integer":
    case "number": {
      const min = Math.max(schema.minimum ?? 0, -1_000);
      return fc.integer({ min, max: Math.max(min, Math.min(schema.maximum ?? 200, min + 200)) });
    }
    case "boolean":
      return fc.boolean();
    case "string":
      return fc.oneof(
        fc.constantFrom(...nearness.ids, "fuzzed", "note"),
        fc.constantFrom(...HOSTILE_TEXTS),
        anyText,
      );
    case "null":
      return fc.constant(null);
    // Dates have no schema in JSON.
    default:
      return fc.oneof(hostileDate, hostile);
  }
}

const anyText = fc.string({ unit: "binary", maxLength: 30 });

function objectOf(
  { properties = {}, required = [], additionalProperties }: z.core.JSONSchema.JSONSchema,
  within: (schema: JsonSchema) => Arbitrary<unknown>,
): Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, within(value)]));
  const known = fc.record(members, { requiredKeys: required });
  if (additionalProperties === undefined || additionalProperties === false) return known;
  const others = fc.dictionary(anyText, within(additionalProperties), { maxKeys: 4 });
  return fc.tuple(known, others).map(([one, other]) => ({ ...other, ...one }));
}
