/** For whoever writes a store or tests against one: the facts every store must show, and rows to start from. */

import type { Suite } from "./conformance/suite.js";
import { runSuite as aiCalls } from "./conformance/ai-calls.js";
import { runSuite as deadLetters } from "./conformance/dead-letters.js";
import { runSuite as idempotency } from "./conformance/idempotency.js";
import { runSuite as jobsClaiming } from "./conformance/jobs-claiming.js";
import { runSuite as jobsEnding } from "./conformance/jobs-ending.js";
import { runSuite as jobsLeases } from "./conformance/jobs-leases.js";
import { runSuite as outbox } from "./conformance/outbox.js";
import { runSuite as readDetails } from "./conformance/read-details.js";
import { runSuite as readRuns } from "./conformance/read-runs.js";

export * from "./conformance/suite.js";
export * from "./eventually.js";
export * from "./factories.js";
export * from "./store-clock.js";

/** Everything a store must show. */
export const storeSuites: readonly Suite[] = [
  jobsClaiming,
  jobsLeases,
  jobsEnding,
  outbox,
  deadLetters,
  idempotency,
  aiCalls,
  readRuns,
  readDetails,
];
