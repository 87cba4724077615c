/** For whoever writes a store or tests against one: the facts every store must show, and rows to start from. */

import { aiCallSuite } from "./conformance/ai-calls.js";
import { annotationSuite } from "./conformance/annotations.js";
import { artifactSuite } from "./conformance/artifacts.js";
import { auditAndAccessSuite } from "./conformance/audit-and-access.js";
import { batchSuite } from "./conformance/batches.js";
import { bulkActionSuite } from "./conformance/bulk-actions.js";
import { deadLetterSuite } from "./conformance/dead-letters.js";
import { announcementSuite } from "./conformance/definitions-and-workers.js";
import { holdAndBudgetSuite } from "./conformance/holds-and-budgets.js";
import { hostileDocumentSuite } from "./conformance/hostile-documents.js";
import { hostileNameSuite } from "./conformance/hostile-names.js";
import { hostileValueSuite } from "./conformance/hostile-values.js";
import { idempotencySuite } from "./conformance/idempotency.js";
import { jobBatchSuite } from "./conformance/jobs-batches.js";
import { jobClaimingSuite } from "./conformance/jobs-claiming.js";
import { jobEndingSuite } from "./conformance/jobs-ending.js";
import { jobLeaseSuite } from "./conformance/jobs-leases.js";
import { logSuite } from "./conformance/logs.js";
import { modelPriceSuite } from "./conformance/model-prices.js";
import { outboxSuite } from "./conformance/outbox.js";
import { processTimeZoneSuite } from "./conformance/process-time-zones.js";
import { publishingSuite } from "./conformance/publishing.js";
import { queueSuite } from "./conformance/queue.js";
import { annotationSearchSuite } from "./conformance/read-annotation-search.js";
import { readCostSuite } from "./conformance/read-costs.js";
import { readDetailSuite } from "./conformance/read-details.js";
import { failureSuite } from "./conformance/read-failures.js";
import { readLiveMarkSuite } from "./conformance/read-live-marks.js";
import { locatedIdSuite } from "./conformance/read-located-id.js";
import { runCostSuite } from "./conformance/read-run-costs.js";
import { runOverviewSuite } from "./conformance/read-run-overviews.js";
import { runSearchSuite } from "./conformance/read-run-search.js";
import { readRunSuite } from "./conformance/read-runs.js";
import { stageHistorySuite } from "./conformance/read-stage-history.js";
import { retentionSuite } from "./conformance/retention.js";
import { runSuite } from "./conformance/runs.js";
import { stageSuite } from "./conformance/stages.js";
import { stuckRunSuite } from "./conformance/stuck-runs.js";
import type { Suite } from "./conformance/suite.js";
import { transactionSuite } from "./conformance/transactions.js";
import { usageSuite } from "./conformance/usage.js";

export * from "./conformance/suite.js";
export * from "./crash-points.js";
export * from "./eventually.js";
export * from "./factories.js";
export * from "./fake-clock.js";
export * from "./gated-store.js";
export * from "./oracle.js";
export * from "./seeded-random.js";
export * from "./store-clock.js";

/** Everything a store must show. */
export const storeSuites: readonly Suite[] = [
  runSuite,
  stuckRunSuite,
  stageSuite,
  batchSuite,
  usageSuite,
  modelPriceSuite,
  auditAndAccessSuite,
  locatedIdSuite,
  stageHistorySuite,
  artifactSuite,
  annotationSuite,
  logSuite,
  announcementSuite,
  transactionSuite,
  hostileValueSuite,
  hostileDocumentSuite,
  hostileNameSuite,
  processTimeZoneSuite,
  jobClaimingSuite,
  jobLeaseSuite,
  jobEndingSuite,
  jobBatchSuite,
  holdAndBudgetSuite,
  outboxSuite,
  deadLetterSuite,
  publishingSuite,
  idempotencySuite,
  retentionSuite,
  aiCallSuite,
  readCostSuite,
  runCostSuite,
  readRunSuite,
  runSearchSuite,
  readDetailSuite,
  readLiveMarkSuite,
  runOverviewSuite,
  annotationSearchSuite,
  bulkActionSuite,
  failureSuite,
  queueSuite,
];
