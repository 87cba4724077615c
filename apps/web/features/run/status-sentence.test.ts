import type { RunView, StageView } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { at, stageView } from "./stage-view.fixture";
import { statusSentence } from "./status-sentence";

const run = (given: Partial<RunView> = {}): RunView => ({
  id: "run",
  workflowId: "w",
  workflowName: "w",
  workflowType: "w",
  status: "RUNNING",
  createdAt: at(0),
  startedAt: at(0),
  completedAt: null,
  updatedAt: at(0),
  duration: null,
  attempt: 0,
  version: 1,
  totalCost: 0,
  totalTokens: 0,
  priority: 5,
  errorMessage: null,
  errorCode: null,
  parentRunId: null,
  definitionHash: null,
  definition: null,
  inputChars: 2,
  outputChars: null,
  counts: { annotations: 0, aiCalls: 0, logs: 0, artifacts: 0, events: 0 },
  ...given,
});
const running = (stageId: string, given: Partial<StageView> = {}) =>
  stageView({ stageId, status: "RUNNING", completedAt: null, duration: null, ...given });
const say = (given: Partial<RunView>, stages: readonly StageView[] = []) =>
  statusSentence(run(given), stages, at(61).getTime())
    .map(({ text }) => text)
    .join("");

test("a pending run waits for a worker", () => {
  expect(say({ status: "PENDING" })).toBe(
    "Waiting for a worker for 1 m 1 s. A worker that knows this workflow takes it next.",
  );
});

test("a running stage is named with its time and progress", () => {
  expect(say({}, [running("translate", { progressText: "page 190 of 412" })])).toBe(
    "Running translate for 1 m: page 190 of 412.",
  );
});

test("parallel stages are counted together", () => {
  const stages = [
    stageView({ stageId: "a", executionGroup: 2 }),
    ...["b", "c", "d", "e"].map((id) => running(id, { executionGroup: 2 })),
  ];

  expect(say({}, stages)).toBe("Running b, c, d and 1 more for 1 m. 1 of 5 stages of group 2 are done.");
});

test("a suspended stage says since when and when it is asked next", () => {
  const stage = running("batch", { status: "SUSPENDED", suspendedAt: at(1), nextPollAt: at(71) });

  expect(say({ status: "SUSPENDED" }, [stage])).toBe(
    "Waiting outside in batch for 1 m. Next poll in 10.0 s.",
  );
});

test("a queued retry says how often it was tried", () => {
  const stage = running("extract", { status: "PENDING", deliveries: 2 });

  expect(say({}, [stage])).toBe("extract waits for a worker. extract is tried again after 2 tries.");
});

test("a completed run is summed up", () => {
  const counts = { annotations: 0, aiCalls: 12, logs: 0, artifacts: 0, events: 0 };

  expect(say({ status: "COMPLETED", duration: 12_400, attempt: 1, counts }, [stageView()])).toBe(
    "Completed in 12.4 s: 1 stage, 12 AI calls, at attempt 2.",
  );
});

test("a failed run names the stage and what went wrong", () => {
  const stages = [
    stageView({ stageId: "extract", status: "COMPLETED", attempt: 0, isCurrent: false }),
    stageView({
      stageId: "extract",
      status: "FAILED",
      attempt: 1,
      deliveries: 3,
      errorMessage: "429 from the provider",
    }),
  ];

  expect(say({ status: "FAILED" }, stages)).toBe(
    "Failed in extract, attempt 2 after 3 tries: 429 from the provider.",
  );
  expect(say({ status: "FAILED", errorMessage: "no such workflow" })).toBe("Failed: no such workflow.");
});

test("of a long message the sentence gives the beginning", () => {
  const said = say({ status: "FAILED", errorMessage: "word ".repeat(100) });

  expect(said.length).toBeLessThan(240);
  expect(said).toMatch(/word …$/);
});

test("a cancelled run gives the reason", () => {
  expect(say({ status: "CANCELLED", errorMessage: "Cancelled: wrong input" })).toBe(
    "Cancelled: wrong input.",
  );
});

test("a run whose waiting stages are all held says why", () => {
  const holdReason = "The daily budget of $5.00 for workflow x is used up ($5.03).";
  const held = stageView({ stageId: "assess", status: "PENDING", deliveries: 0, heldAt: at(3), holdReason });

  expect(say({ status: "RUNNING" }, [held])).toBe(`assess is held: ${holdReason}`);
  expect(
    say({ status: "RUNNING" }, [held, stageView({ stageId: "b", status: "PENDING", deliveries: 0 })]),
  ).toBe("assess and b wait for a worker.");
});
