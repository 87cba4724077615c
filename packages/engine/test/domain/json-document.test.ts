import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeDocument, encodeDocument } from "../../src/domain/json-document.js";

const roundTrip = (value: unknown) => decodeDocument(encodeDocument(value));

describe("JSON documents", () => {
  test("keep every JSON value as it was, in readable JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(roundTrip(value)).toEqual(value);
      }),
      { numRuns: 2_000 },
    );
    expect(encodeDocument({ a: [1, "x", null, true] })).toBe('{"a":[1,"x",null,true]}');
  });

  test("keep what JSON has no words for", () => {
    const value = {
      when: new Date("2026-01-02T03:04:05.678Z"),
      never: new Date(Number.NaN),
      big: 2n ** 80n,
      numbers: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0],
      gap: [1, undefined, 3],
      map: new Map<unknown, unknown>([[{ k: 1 }, new Date(0)]]),
      set: new Set([1n, "two"]),
      bytes: new Uint8Array([0, 255]),
      link: new URL("https://example.org/x"),
    };

    expect(roundTrip(value)).toEqual(value);
    expect(roundTrip(undefined)).toBeUndefined();
    expect(Object.is(roundTrip(-0), -0)).toBe(true);
  });

  test("keep hostile text and keys to the letter", () => {
    const value = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"a\\u0000b":"\\ud800 \\u0000"}');

    const back = roundTrip(value) as Record<string, unknown>;

    expect(JSON.stringify(back)).toBe(JSON.stringify(value));
    expect(Object.hasOwn(back, "__proto__")).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(encodeDocument(value)).not.toContain("\0");
    expect(encodeDocument(value).isWellFormed()).toBe(true);
  });

  test("keep an own __proto__ member beside values that need tags", () => {
    const value = Object.defineProperty({ at: new Date(5) }, "__proto__", { value: 1, enumerable: true });

    const back = roundTrip(value) as object;

    expect(Object.getOwnPropertyDescriptor(back, "__proto__")?.value).toBe(1);
  });

  test("do not take data that looks like a tag for one", () => {
    const value = { $stageline: "date", value: "2026-01-01T00:00:00.000Z" };

    expect(roundTrip(value)).toEqual(value);
    expect(roundTrip([new Date(1), { deep: value }])).toEqual([new Date(1), { deep: value }]);
  });

  test("mark what cannot come back instead of losing it silently", () => {
    const cycle: Record<string, unknown> = { name: "loop" };
    cycle.self = cycle;

    expect(roundTrip({ f: () => 1 })).toEqual({ f: { $stageline: "replaced", was: "function" } });
    expect(roundTrip(cycle)).toEqual({ name: "loop", self: { $stageline: "replaced", was: "cycle" } });
    const unreadable = Object.defineProperty({}, "x", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    expect(roundTrip({ unreadable })).toEqual({
      unreadable: { $stageline: "replaced", was: "unreadable: no" },
    });
  });

  test("survive depth: 400 levels come back, 10,000 are cut and marked", () => {
    const nested = (levels: number) => {
      let value: unknown = "end";
      for (let level = 0; level < levels; level++) value = { in: value };
      return value;
    };

    expect(roundTrip(nested(400))).toEqual(nested(400));
    expect(encodeDocument(nested(10_000)).includes('"was":"too deep"')).toBe(true);
  });
});
