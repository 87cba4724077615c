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

const ofPersistence = fc.oneof(
  ...runSteps,
  ...stageSteps,
  ...belongingSteps,
  ...eventSteps,
  ...idempotencySteps,
);
const ofQueue = fc.oneof(...jobSteps);
const simple = fc.oneof({ weight: 2, arbitrary: ofPersistence }, { weight: 1, arbitrary: ofQueue });

export const sequence: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 16, arbitrary: simple },
    { weight: 1, arbitrary: transactionOf(simple) },
    { weight: 1, arbitrary: persistenceTransactionOf(ofPersistence) },
  ),
  { minLength: 10, maxLength: 40, size: "max" },
);
