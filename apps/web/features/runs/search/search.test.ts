import { runFilter } from "@stageline/engine/read";
import { describe, expect, test } from "vitest";
import { parseSearch } from "./search";
import { quoted, tokensOf } from "./tokens";

const where = (search: string) => parseSearch(search).where;
const error = (search: string) => parseSearch(search).tokens.find(({ error }) => error)?.error;

describe("tokens", () => {
  test("names, minus, commas and quotes", () => {
    expect(tokensOf('-wf:smoke,"a, b" error:"say \\"no\\"" licence')).toEqual([
      {
        raw: '-wf:smoke,"a, b"',
        name: "wf",
        isNot: true,
        values: [
          { text: "smoke", isQuoted: false },
          { text: "a, b", isQuoted: true },
        ],
      },
      {
        raw: 'error:"say \\"no\\""',
        name: "error",
        isNot: false,
        values: [{ text: 'say "no"', isQuoted: true }],
      },
      { raw: "licence", name: null, isNot: false, values: [{ text: "licence", isQuoted: false }] },
    ]);
  });

  test("what is quoted is read as it was", () => {
    for (const text of ["plain", "two words", 'a "quote"', "back\\slash and blank", "a,b", "star*"]) {
      expect(tokensOf(`wf:${quoted(text)}`)[0]?.values.map((value) => value.text)).toEqual([text]);
    }
  });

  test("nothing makes it fall over", () => {
    for (const text of [
      '"',
      "-",
      ":",
      "wf:",
      'wf:"',
      ",,",
      "-:x",
      "stage:=",
      "ann:=",
      "ann:a=",
      "cost:..",
      "\\",
      "🦜:x",
    ]) {
      expect(() => parseSearch(text)).not.toThrow();
    }
  });
});

describe("searches", () => {
  test("what the read side is asked is something it takes", () => {
    const search = parseSearch(
      'status:failed wf:invoice* stage:extract=failed attempt:>1 cost:>0.50 dur:>10m tokens:>100k since:24h actor:reviewer-bot ann:Decision.outcome=rejected error:"429" -wf:smoke inv',
    );

    expect(search.tokens.filter(({ error }) => error)).toEqual([]);
    expect(runFilter.parse({ where: search.where }).where).toEqual(search.where);
    expect([search.text, search.statuses, search.sinceMs]).toEqual(["inv", ["FAILED"], 86_400_000]);
    expect(search.where).toHaveLength(10);
  });

  test("numbers have units, comparisons and ranges; attempts count from 1", () => {
    const number = (field: string, compare: string, value: number) => ({
      on: "number",
      field,
      compare,
      value,
      not: false,
    });
    expect(where("attempt:>1")).toEqual([number("attempt", ">", 0)]);
    expect(where("dur:<=1.5s")).toEqual([number("durationMs", "<=", 1500)]);
    expect(where("tokens:2M")).toEqual([number("tokens", "=", 2_000_000)]);
    expect(where("cost:0.10..$2")).toEqual([number("costUsd", ">=", 0.1), number("costUsd", "<=", 2)]);
    expect(where("-cost:>1")).toEqual([{ ...number("costUsd", ">", 1), not: true }]);
  });

  test("a star at the end is a beginning, unless it is quoted", () => {
    expect(where('wf:inv*,"a*",*')).toEqual([
      {
        on: "workflow",
        is: [
          { text: "inv", isPrefix: true },
          { text: "a*", isPrefix: false },
          { text: "*", isPrefix: false },
        ],
        not: false,
      },
    ]);
  });

  test("annotations have a key and any of some values", () => {
    expect(where("ann:Decision.outcome=rejected,needs*")).toEqual([
      {
        on: "annotation",
        key: "Decision.outcome",
        is: [
          { text: "rejected", isPrefix: false },
          { text: "needs", isPrefix: true },
        ],
        not: false,
      },
    ]);
    expect(where("ann:Decision.outcome")).toMatchObject([{ key: "Decision.outcome", is: [] }]);
  });

  test("statuses meet, and a minus means all others", () => {
    expect(parseSearch("status:failed,run -status:running").statuses).toEqual(["FAILED"]);
    expect(parseSearch("-status:completed").statuses).not.toContain("COMPLETED");
    expect(parseSearch("").statuses).toBeUndefined();
  });

  test("mistakes are told at their token, and the others still hold", () => {
    const search = parseSearch("colour:red cost:>1");

    expect(search.tokens.map(({ error }) => error !== undefined)).toEqual([true, false]);
    expect(search.where).toHaveLength(1);
    expect(error("colour:red")).toContain("status, wf, stage");
    expect(error("dur:>10")).toContain("ms, s, m, h or d");
    expect(error("status:fine")).toContain("is no status");
    expect(error("cost:")).toContain("cost:>0.50");
    expect(error("since:yesterday")).toContain("24h");
    expect(error("attempt:0")).toContain("count from 1");
  });
});
