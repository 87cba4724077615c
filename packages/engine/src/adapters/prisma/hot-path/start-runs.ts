/** Claims pending runs and makes their first group in one statement. */

import { storableText } from "../../../domain/storable.js";
import type { BegunStage } from "../../../ports/begun-stage.js";
import type { HotPath, StartableWorkflow, Taker } from "../../../ports/hot-path.js";
import { flag, fromDocument, instant, type Row, text, whole } from "../columns.js";
import type { HotConnection } from "../connect/postgresql-hot.js";
import {
  APPEND_EVENTS,
  columnArrays,
  MAKE_JOBS,
  MAKE_STAGES,
  NOW,
  NOW_AS_TEXT,
  newIdOf,
  startedPayload,
  tableOf,
} from "./fragments.js";

const PLANNED = {
  workflow_id: "text",
  stage_id: "text",
  stage_name: "text",
  stage_number: "integer",
  max_attempts: "integer",
  open_stages: "integer",
} as const;

const LEASE_END = `${NOW} + $5::float8 * interval '1 millisecond'`;

/** The database's JSON functions refuse some escapes that our documents may contain. */
const IS_KNOWN =
  "(workflow_id || ' ' || coalesce(definition_hash, '')) = any($2::text[]) and strpos(config, E'\\\\u') = 0";

/**
 * Order and skipping are those of `claimPendingRuns`. Runs whose definition is not the given one are left for a closer
 * look, as are all when one of them has stages already: the statement fails then.
 */
const START = `
    with planned as materialized (select * from ${tableOf(PLANNED, "p", 7)}),
    run as materialized (
      update workflow_runs r
      set status = 'RUNNING', started_at = ${NOW}, updated_at = ${NOW}, version = version + 1,
        open_stages = (select p.open_stages from planned p where p.workflow_id = r.workflow_id limit 1)
      where id = any(array(
        select id from workflow_runs where status = 'PENDING' and ${IS_KNOWN}
        order by priority desc, created_at, id limit $3 for update skip locked))
      returning id, created_at, workflow_id, priority, attempt, input, config
    ),
    placed as materialized (
      select run.id as run_id, run.workflow_id, run.priority, run.attempt as run_attempt, run.input,
        run.config as run_config, p.stage_id, p.stage_name, p.stage_number, p.max_attempts,
        case when run.config <> '{}' then cast(cast(run.config as json) -> p.stage_id as text) end as config,
        row_number() over (order by run.priority desc, run.created_at, run.id, p.stage_number) as place
      from run join planned p on p.workflow_id = run.workflow_id
    ),
    stage as materialized (
      select *, 0 as attempt, ${newIdOf("place")} as row_id, ${newIdOf("place")} as job_id,
        case when place <= $6::integer then cast(gen_random_uuid() as text) end as token
      from placed
    ),
    made_stage as (${MAKE_STAGES({ from: "stage", group: "1", workerId: "$4" })}),
    made_job as (${MAKE_JOBS({ from: "stage", workerId: "$4", leaseEnd: LEASE_END })}),
    event as materialized (
      select ${newIdOf("row_number() over (order by id)")} as id, id as run_id, 1 as place,
        'workflow:started' as event_type, id as causation_id, ${NOW} as occurred_at,
        cast(json_build_object('type', 'workflow:started', 'timestamp', ${NOW_AS_TEXT}, 'runId', id,
          'attempt', attempt) as text) as payload
      from run
      union all
      select ${newIdOf("(1 + place)")}, run_id, 1 + stage_number, 'stage:started', job_id, ${NOW},
        ${startedPayload({ runId: "run_id", group: "1", delivery: "1", workerId: "$4::text" })}
      from stage where token is not null
    ),
    ${APPEND_EVENTS}
    select run_id, token, row_id, job_id, workflow_id, priority, run_attempt, stage_id, stage_name, stage_number,
      max_attempts, case when token is not null then input end as input,
      case when token is not null then run_config end as run_config, ${NOW} as begun_at, ${LEASE_END} as lease_until,
      null as others_wait
    from stage
    union all
    select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
      case when (select count(*) from run) < $3
        then exists (select 1 from workflow_runs
          where status = 'PENDING' and workflow_id = any($1::text[]) and not (${IS_KNOWN}))
        else false end`;

export async function startRuns(
  connection: HotConnection,
  workflows: readonly StartableWorkflow[],
  limit: number,
  { workerId, leaseMs, stages }: Taker & { readonly stages: number },
): ReturnType<HotPath["startRuns"]> {
  if (workflows.length === 0 || limit < 1) return { started: [], begun: [], othersWait: false };
  const rows = await connection.run(START, [
    workflows.map(({ workflowId }) => workflowId),
    workflows.map(({ workflowId, contentHash }) => `${workflowId} ${contentHash}`),
    limit,
    storableText(workerId),
    leaseMs,
    stages,
    ...columnArrays(PLANNED, workflows.flatMap(plannedRows)),
  ]);
  const jobs = new Map<string, number>();
  const begun: BegunStage[] = [];
  for (const row of rows) {
    if (row.run_id == null) continue;
    const runId = text(row.run_id);
    jobs.set(runId, (jobs.get(runId) ?? 0) + (row.token == null ? 1 : 0));
    if (row.token != null) begun.push(toBegunStage(row));
  }
  return {
    started: [...jobs].map(([runId, waiting]) => ({ runId, jobs: waiting })),
    begun,
    othersWait: rows.some((row) => row.others_wait != null && flag(row.others_wait)),
  };
}

function toBegunStage(row: Row): BegunStage {
  const startedAt = instant(row.begun_at);
  const [runId, workflowId, stageId] = [text(row.run_id), text(row.workflow_id), text(row.stage_id)];
  const priority = whole(row.priority);
  return {
    run: {
      id: runId,
      workflowId,
      priority,
      attempt: whole(row.run_attempt),
      startedAt,
      input: fromDocument(row.input),
      config: fromDocument(row.run_config),
    },
    stage: {
      id: text(row.row_id),
      stageId,
      stageName: text(row.stage_name),
      stageNumber: whole(row.stage_number),
      executionGroup: 1,
      attempt: 0,
    },
    job: {
      jobId: text(row.job_id),
      workflowRunId: runId,
      workflowId,
      stageId,
      stageAttempt: 0,
      priority,
      attempt: 1,
      maxAttempts: whole(row.max_attempts),
      payload: {},
      leaseToken: text(row.token),
      leaseUntil: instant(row.lease_until),
      runAt: startedAt,
    },
    startedAt,
    earlier: [],
  };
}

const plannedRows = ({ workflowId, first }: StartableWorkflow) =>
  first.stages.map((stage) => ({
    workflow_id: workflowId,
    stage_id: stage.stageId,
    stage_name: storableText(stage.stageName),
    stage_number: stage.stageNumber,
    max_attempts: stage.maxAttempts,
    open_stages: first.stages.length,
  }));
