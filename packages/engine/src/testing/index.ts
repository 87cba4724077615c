/** For whoever writes a store or tests against one: the facts every store must show, and rows to start from. */

import { aiCallSuite } from "./conformance/ai-calls.js";
import { deadLetterSuite } from "./conformance/dead-letters.js";
import { idempotencySuite } from "./conformance/idempotency.js";
import { jobClaimingSuite } from "./conformance/jobs-claiming.js";
import { jobEndingSuite } from "./conformance/jobs-ending.js";
import { jobLeaseSuite } from "./conformance/jobs-leases.js";
import { outboxSuite } from "./conformance/outbox.js";
import { readDetailSuite } from "./conformance/read-details.js";
import { readRunSuite } from "./conformance/read-runs.js";
import type { Suite } from "./conformance/suite.js";

export * from "./conformance/suite.js";
export * from "./eventually.js";
export * from "./factories.js";
export * from "./store-clock.js";

/** Everything a store must show. */
export const storeSuites: readonly Suite[] = [
  jobClaimingSuite,
  jobLeaseSuite,
  jobEndingSuite,
  outboxSuite,
  deadLetterSuite,
  idempotencySuite,
  aiCallSuite,
  readRunSuite,
  readDetailSuite,
];
