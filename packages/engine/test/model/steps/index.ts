/** Random sequences of calls. */

import fc from "fast-check";
import { belongingSteps } from "./belongings.js";
import { eventSteps } from "./events.js";
import { idempotencySteps } from "./idempotency.js";
import { jobSteps } from "./jobs.js";
import { runSteps } from "./runs.js";
import { stageSteps } from "./stages.js";
import type { Step } from "./step.js";
import { persistenceTransactionOf, transactionOf } from "./transactions.js";

type Steps = readonly fc.Arbitrary<Step>[];

/** Mostly these calls, some of them in transactions. */
function sequenceOf(ofPersistence: Steps, ofQueue: Steps = []): fc.Arbitrary<Step[]> {
  const simple = fc.oneof(...ofPersistence, ...ofQueue);
  const step = fc.oneof(
    { weight: 16, arbitrary: simple },
    { weight: 1, arbitrary: transactionOf(simple) },
    { weight: 1, arbitrary: persistenceTransactionOf(fc.oneof(...ofPersistence)) },
  );
  return fc.array(step, { minLength: 10, maxLength: 40, size: "max" });
}

/** Of everything, or of a few nouns only: those meet far more often. */
export const sequence: fc.Arbitrary<Step[]> = fc.oneof(
  sequenceOf([...runSteps, ...stageSteps, ...belongingSteps, ...eventSteps, ...idempotencySteps], jobSteps),
  sequenceOf([...runSteps, ...stageSteps]),
  sequenceOf([...runSteps.slice(0, 1), ...stageSteps.slice(0, 1), ...belongingSteps, ...stageSteps]),
  sequenceOf([...eventSteps, ...idempotencySteps]),
  sequenceOf(runSteps.slice(0, 1), [...jobSteps, ...jobSteps]),
);
