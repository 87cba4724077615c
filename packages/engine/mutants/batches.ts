/** Bugs of batch stages. */

import type { Mutant } from "./mutant.js";

const CRASHES = "batch-stage/crash-points.test.ts";
const CANCEL = "batch-stage/cancel-work.test.ts";

export const BATCH_MUTANTS: readonly Mutant[] = [
  {
    name: "a later delivery does not look for the batch of an earlier one",
    breaks: "7.5",
    file: "ai/batch/stage-batch.ts",
    find: "if (!isFirst) {",
    replace: "if (since === undefined) {",
    tests: CRASHES,
    titles: "on memory a worker that dies while handing it over",
  },
  {
    name: "a batch is recorded by everybody who reads it",
    breaks: "invariant 9",
    file: "kernel/stage-run/told-batches.ts",
    find: "if (await aiCalls.isRecorded(batchId)) continue;",
    replace: "",
    tests: "batch-stage/batch-stage.test.ts",
    titles: "on memory records a batch once",
  },
  {
    name: "a batch of a cancelled run goes on",
    breaks: "7.3",
    file: "kernel/commands/stage-cancel-work.ts",
    find: "const answer = await untilAborted(telling(), signal)",
    replace: "const answer = await untilAborted(Promise.resolve<WorkCancelled>({ done: true }), signal)",
    tests: CANCEL,
    titles: "on memory is cancelled at its provider",
  },
  {
    name: "a stage that is suspended counts as handing nothing over",
    breaks: "7.3",
    file: "adapters/memory/jobs/handed-over-work.ts",
    find: "cancelWorkAt: job.cancelWorkAt ?? now,",
    replace: "cancelWorkAt: null,",
    tests: CANCEL,
    titles: "on memory is cancelled when the wait is over",
  },
];
