import { expect, test } from "vitest";
import { parseSearch } from "@/features/runs/search/search";
import { runsSearchOf, runsWith } from "./runs-search";

const keys = new Set(["Decision.outcome", "Review notes"]);

test("what was stated is found by a search of runs that its bar understands", () => {
  const search = runsSearchOf({ who: "bot 2", key: "Review notes", value: '"needs review, soon"' }, keys);

  expect(parseSearch(search ?? "").where).toEqual([
    {
      on: "annotation",
      key: "Review notes",
      is: [{ text: "needs review, soon", isPrefix: false }],
      not: false,
    },
    { on: "actor", is: [{ text: "bot 2", isPrefix: false }], not: false },
  ]);
  expect(parseSearch(search ?? "").tokens.every(({ error }) => error === undefined)).toBe(true);
});

test("a beginning of keys is nothing that a search of runs can say, an actor alone is", () => {
  expect(runsSearchOf({ who: "", key: "Decision.", value: "" }, keys)).toBeNull();
  expect(runsSearchOf({ who: "", key: "", value: '"x"' }, keys)).toBeNull();
  expect(runsSearchOf({ who: "bot", key: "Decision.", value: "" }, keys)).toBe("actor:bot");
  expect(runsSearchOf({ who: "", key: "Decision.outcome", value: "0.5" }, keys)).toBe(
    "ann:Decision.outcome=0.5",
  );
});

test("the runs are those of the same time", () => {
  const from = new Date("2026-01-01T00:00:00.000Z");

  expect(runsWith("actor:bot", { last: "7d", from: null, to: null })).toContain("last=7d");
  expect(runsWith("actor:bot", { last: "7d", from, to: null })).toContain("from=2026-01-01T00:00:00.000Z");
});
