import { expect, test } from "vitest";
import { filterWords } from "./filter-words";

test("a filter is told condition by condition, as the screen counts and names things", () => {
  const from = new Date("2026-01-02T03:04:05Z");

  expect(
    filterWords({
      of: "runs",
      filter: {
        status: ["FAILED", "CANCELLED", "RUNNING"],
        workflowId: ["invoice"],
        text: "acme",
        from,
        where: [
          { on: "stage", is: [{ text: "extract", isPrefix: false }], status: ["FAILED"], not: false },
          { on: "annotation", key: "Decision.outcome", is: [{ text: "rej", isPrefix: true }], not: true },
          { on: "number", field: "attempt", compare: ">", value: 0, not: false },
          { on: "number", field: "durationMs", compare: ">=", value: 600_000, not: false },
          { on: "error", has: ["429", "timeout"], not: false },
        ],
      },
    }),
  ).toEqual([
    { name: "status", value: "failed, cancelled, or running" },
    { name: "workflow", value: "invoice" },
    { name: "text", value: "acme" },
    { name: "created from", value: from },
    { name: "stage", value: "extract failed" },
    { name: "not annotation", value: "Decision.outcome = rej…" },
    { name: "attempt", value: "> 1" },
    { name: "duration", value: "≥ 10 m" },
    { name: "error with", value: "429 or timeout" },
  ]);
});

test("a filter without conditions has no words: every run is meant", () => {
  expect(filterWords({ of: "runs", filter: {} })).toEqual([]);
});

test("conditions of failures are told by what failed", () => {
  const from = new Date("2026-01-02T03:04:05Z");
  const conditions = { subject: "stage:completed", fingerprint: "e7b0", text: "429", from };

  expect(filterWords({ of: "events", conditions })).toEqual([
    { name: "type", value: "stage:completed" },
    { name: "fingerprint", value: "e7b0" },
    { name: "error with", value: "429" },
    { name: "failed from", value: from },
  ]);
  expect(filterWords({ of: "jobs", conditions: { subject: "extract" } })).toEqual([
    { name: "stage", value: "extract" },
  ]);
});
