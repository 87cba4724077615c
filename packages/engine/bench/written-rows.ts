/** The proof that work was done, and once: the rows that so many runs must leave, whoever wrote them. */

import type { BenchDatabase } from "./server.js";
import { eventsOf, type Shape, stagesOf } from "./shape.js";

/** @throws when the database holds anything else than `runs` complete runs of this shape */
export async function expectWritten(database: BenchDatabase, shape: Shape, runs: number): Promise<void> {
  const [row] = await database.query(`select
    (select count(*) from workflow_runs) as runs,
    (select count(*) from workflow_runs where status = 'COMPLETED' and output is not null) as runs_completed,
    (select count(*) from workflow_stages) as stages,
    (select count(*) from workflow_stages where status = 'COMPLETED' and deliveries = 1) as stages_completed,
    (select count(*) from job_queue) as jobs,
    (select count(*) from job_queue where status = 'COMPLETED' and attempt = 1) as jobs_completed,
    (select count(*) from outbox_events) as events,
    (select coalesce(sum(last_sequence), 0) from outbox_streams) as sequences`);
  const stages = runs * stagesOf(shape);
  const events = runs * eventsOf(shape);
  const expected = {
    runs,
    runs_completed: runs,
    stages,
    stages_completed: stages,
    jobs: stages,
    jobs_completed: stages,
    events,
    sequences: events,
  };
  const wrong = Object.entries(expected).filter(([name, count]) => Number(row?.[name]) !== count);
  if (wrong.length === 0) return;
  const said = wrong.map(([name, count]) => `${name}: ${String(row?.[name])} instead of ${count}`);
  throw new Error(`The rows of ${runs} runs are not as they must be: ${said.join(", ")}`);
}
