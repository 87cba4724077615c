import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { ANYTHING, isStaleAfter } from "./stale-queries";

const asked = (
  path: string,
  input: object,
  { data = {}, meta = {} }: { data?: object; meta?: Record<string, unknown> } = {},
) => {
  const client = new QueryClient();
  const queryKey = [path.split("."), { input, type: "query" }];
  client.setQueryData(queryKey, data);
  const query = client.getQueryCache().find({ queryKey, exact: true });
  if (query === undefined) throw new Error("no query");
  query.setOptions({ ...query.options, meta });
  return query;
};
const state = { runs: { r1: ["state"] }, news: true };
const reports = { runs: { r1: ["reports"] }, news: false };

test.each([
  ["a run", asked("run.get", { runId: "r1" }), true, true],
  ["another run", asked("run.get", { runId: "r2" }), false, false],
  ["its logs", asked("run.logs", { runId: "r1" }), true, true],
  ["its events, which running stages do not write", asked("run.events", { runId: "r1" }), true, false],
  ["what a rerun would do", asked("run.rerunPreview", { runId: "r1" }), false, false],
  ["rows with it", asked("runs.byIds", { ids: ["r2", "r1"] }), true, true],
  ["rows without it", asked("runs.byIds", { ids: ["r2"] }), false, false],
  ["counts", asked("runs.countByStatus", {}), true, false],
  ["a list, which never moves", asked("runs.list", {}, { data: { rows: [1] } }), false, false],
  [
    "an empty list, which waits for its first run",
    asked("runs.list", {}, { data: { rows: [] } }),
    true,
    false,
  ],
  ["pages further on", asked("run.logs", { runId: "r1" }, { data: { pages: [1, 2] } }), false, false],
  [
    "a list too long to follow",
    asked("run.stages", { runId: "r1" }, { data: Array.from({ length: 1001 }) }),
    false,
    false,
  ],
  ["what wants no news", asked("run.get", { runId: "r1" }, { meta: { live: false } }), false, false],
  ["what wants any news", asked("ai.costs", {}, { meta: { live: "news" } }), true, false],
])("%s: asked again after a change of state, after a report", (_, query, afterState, afterReport) => {
  expect([isStaleAfter(query, state), isStaleAfter(query, reports)]).toEqual([afterState, afterReport]);
});

test("when nobody told for a while every question of any run is asked again, but no list", () => {
  expect(isStaleAfter(asked("run.get", { runId: "r9" }), ANYTHING)).toBe(true);
  expect(isStaleAfter(asked("runs.byIds", { ids: ["r9"] }), ANYTHING)).toBe(true);
  expect(isStaleAfter(asked("runs.list", {}, { data: { rows: [1] } }), ANYTHING)).toBe(false);
});
