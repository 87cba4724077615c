/** The oracle's view of PostgreSQL and SQLite: a few statements per page of runs. */

import { flag, type Row, text, textOrNull, whole, wholeOrNull } from "../../adapters/prisma/columns.js";
import type { Database } from "../../adapters/prisma/db.js";
import { raw, type Sql, sql } from "../../adapters/prisma/sql.js";
import type { Status } from "../../domain/status.js";
import { runIdIn, toldBy } from "./event-payload.js";
import type { FactSource, Orphan, RunFact, RunFacts, Standing } from "./facts.js";
import { grouped } from "./grouped.js";

const RUNS_PER_PAGE = 500;

/** Tables with a column that names a run. */
const OF_RUNS = [
  "workflow_stages",
  "workflow_logs",
  "workflow_artifacts",
  "workflow_annotations",
  "job_queue",
  "outbox_events",
  "outbox_streams",
  "ai_calls",
];

/** @param database an open one; `openDatabase(url)` opens it */
export function sqlFacts(database: Pick<Database, "read" | "dialect">): FactSource {
  return {
    async *runs() {
      for (let after = ""; ; ) {
        const page = (
          await database.read(sql`
            select id, version, status, attempt, completed_at is not null as has_ended, error_message, total_cost,
              total_tokens
            from workflow_runs where id > ${after} order by id limit ${RUNS_PER_PAGE}`)
        ).map(toRun);
        const last = page.at(-1);
        if (last === undefined) return;
        yield await withBelongings(database, page);
        after = last.id;
      }
    },
    async keys() {
      const rows = await database.read(raw("select command_type, key, status, result from idempotency_keys"));
      return rows.map((row) => ({
        commandType: text(row.command_type),
        key: text(row.key),
        isCompleted: row.status === "COMPLETED",
        runId: runIdIn(textOrNull(row.result)),
      }));
    },
    async orphans() {
      const found: Orphan[] = [];
      for (const table of OF_RUNS) {
        const rows = await database.read(sql`
          select distinct t.workflow_run_id as id from ${raw(table)} t
          where t.workflow_run_id is not null
            and not exists (select 1 from workflow_runs r where r.id = t.workflow_run_id)`);
        found.push(...rows.map((row) => ({ table, runId: text(row.id) })));
      }
      return found;
    },
    standings: async () => ({
      runs: (await database.read(raw("select id, version, status, attempt from workflow_runs"))).map(
        toStanding,
      ),
      stages: (await database.read(raw("select id, version, status, attempt from workflow_stages"))).map(
        toStanding,
      ),
    }),
  };
}

async function withBelongings(
  database: Pick<Database, "read" | "dialect">,
  runs: readonly RunFact[],
): Promise<RunFacts[]> {
  const ofThese = database.dialect.among(
    raw("workflow_run_id"),
    runs.map(({ id }) => id),
  );
  const byRun = async (statement: Sql) =>
    grouped(await database.read(statement), (row) => text(row.workflow_run_id));
  const stages = await byRun(sql`
    select workflow_run_id, id, stage_id, execution_group, attempt, version, status, superseded_at is null as is_current,
      completed_at is not null as has_ended, next_poll_at is not null as has_next_poll, error_message, deliveries, cost,
      tokens
    from workflow_stages where ${ofThese} order by execution_group, stage_number, attempt`);
  const jobs = await byRun(sql`
    select workflow_run_id, id, stage_id, stage_attempt, status, attempt, max_attempts, held_at is not null as is_held
    from job_queue where ${ofThese} order by created_at, id`);
  const events = await byRun(sql`
    select workflow_run_id, sequence, event_type, payload, causation_id, published_at is not null as is_published,
      dlq_at is not null or discarded_at is not null as is_dead
    from outbox_events where ${ofThese} order by workflow_run_id, sequence`);
  const streams = await byRun(
    sql`select workflow_run_id, last_sequence from outbox_streams where ${ofThese}`,
  );
  const spent = await byRun(sql`
    select workflow_run_id, workflow_stage_id, sum(cost) as cost, sum(input_tokens + output_tokens) as tokens
    from ai_calls where ${ofThese} group by workflow_run_id, workflow_stage_id`);
  return runs.map((run) => ({
    run,
    stages: (stages.get(run.id) ?? []).map(toStage),
    jobs: (jobs.get(run.id) ?? []).map(toJob),
    events: (events.get(run.id) ?? []).map(toEvent),
    lastSequence: wholeOrNull(streams.get(run.id)?.[0]?.last_sequence),
    spent: (spent.get(run.id) ?? []).map((row) => ({
      stageRecordId: textOrNull(row.workflow_stage_id),
      costUsd: Number(row.cost),
      tokens: whole(row.tokens),
    })),
  }));
}

/** The column holds nothing else: only the domain writes it. */
const status = (row: Row) => text(row.status) as Status;

const toStanding = (row: Row): Standing => ({
  id: text(row.id),
  version: whole(row.version),
  status: status(row),
  attempt: whole(row.attempt),
});

const toRun = (row: Row): RunFact => ({
  ...toStanding(row),
  hasEnded: flag(row.has_ended),
  errorMessage: textOrNull(row.error_message),
  costUsd: Number(row.total_cost),
  tokens: whole(row.total_tokens),
});

const toStage = (row: Row) => ({
  ...toStanding(row),
  stageId: text(row.stage_id),
  group: whole(row.execution_group),
  isCurrent: flag(row.is_current),
  hasEnded: flag(row.has_ended),
  hasNextPoll: flag(row.has_next_poll),
  errorMessage: textOrNull(row.error_message),
  deliveries: whole(row.deliveries),
  costUsd: Number(row.cost),
  tokens: whole(row.tokens),
});

const toJob = (row: Row) => ({
  id: text(row.id),
  stageId: text(row.stage_id),
  stageAttempt: whole(row.stage_attempt),
  status: status(row),
  deliveries: whole(row.attempt),
  maxAttempts: whole(row.max_attempts),
  isHeld: flag(row.is_held),
});

const toEvent = (row: Row) => ({
  sequence: whole(row.sequence),
  type: text(row.event_type),
  causationId: text(row.causation_id),
  ...toldBy(text(row.payload)),
  isPublished: flag(row.is_published),
  isDead: flag(row.is_dead),
});
