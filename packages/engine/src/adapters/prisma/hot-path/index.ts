/**
 * The most frequent writes as single statements of PostgreSQL: data-modifying CTEs see one snapshot, lock rows in the
 * order runs, jobs, stages, outbox streams, and commit together.
 */

import type { HotPath } from "../../../ports/hot-path.js";
import type { HotConnection } from "../connect/postgresql-hot.js";
import { beginStages } from "./begin-stages.js";
import { completeStages } from "./complete-stages.js";
import { createRuns } from "./create-runs.js";
import { startRuns } from "./start-runs.js";

export const hotPathOf = (connection: HotConnection): HotPath => ({
  createRuns: (runs) => createRuns(connection, runs),
  startRuns: (workflows, limit, taker) => startRuns(connection, workflows, limit, taker),
  beginStages: (options) => beginStages(connection, options),
  completeStages: (successes, taker) => completeStages(connection, successes, taker),
});
