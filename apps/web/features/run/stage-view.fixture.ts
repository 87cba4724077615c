import type { StageView } from "@stageline/engine/read";

const START = Date.UTC(2026, 10, 22, 12);

/** An instant, in seconds after noon. */
export const at = (seconds: number): Date => new Date(START + seconds * 1000);

/** A stage that ran for ten seconds after one second in the queue. */
export const stageView = (given: Partial<StageView> = {}): StageView => ({
  id: `${given.stageId ?? "fetch"}-${given.attempt ?? 0}`,
  workflowRunId: "run",
  stageId: "fetch",
  stageName: given.stageId ?? "fetch",
  stageNumber: 1,
  executionGroup: 1,
  attempt: 0,
  isCurrent: true,
  status: "COMPLETED",
  createdAt: at(0),
  queuedAt: at(0),
  startedAt: at(1),
  suspendedAt: null,
  resumedAt: null,
  completedAt: at(11),
  duration: 10_000,
  nextPollAt: null,
  maxWaitUntil: null,
  pollCount: 0,
  deliveries: 1,
  workerId: null,
  progress: null,
  progressText: null,
  cost: 0,
  tokens: 0,
  errorMessage: null,
  errorCode: null,
  outputChars: null,
  outputKey: null,
  heldAt: null,
  holdReason: null,
  ...given,
});
