/** Claims jobs and begins their stages in one statement. */

import { canBeStoredId, storableText } from "../../../domain/storable.js";
import type { BegunStage, EarlierOutput } from "../../../ports/begun-stage.js";
import type { HotPath } from "../../../ports/hot-path.js";
import type { ClaimOptions, LeasedJob } from "../../../ports/job-queue.js";
import { fromDocument, fromDocumentOrNull, instant, type Row, text, whole } from "../columns.js";
import type { HotConnection } from "../connect/postgresql-hot.js";
import { toLeasedJob } from "../jobs/columns.js";
import { byClaimOrder } from "../runs.js";
import { APPEND_EVENTS, NOW, newIdOf, startedPayload, unindexed } from "./fragments.js";

/**
 * The claim is that of `claimJobs`. It does not lock the run: a run is cancelled or run again by ending its jobs
 * first, and who has the job's row decides which came first.
 */
const BEGIN = `
    with claimed as materialized (
      update job_queue
      set status = 'RUNNING', attempt = attempt + 1, worker_id = $1, lease_token = gen_random_uuid()::text,
        locked_at = ${NOW}, lease_until = ${NOW} + $2::float8 * interval '1 millisecond', started_at = ${NOW}, updated_at = ${NOW}
      where id = any(array(
        select id from job_queue
        where status = 'PENDING' and held_at is null and run_at <= ${NOW}
          and ($4::text[] is null or workflow_id = any($4))
        order by priority desc, created_at, id limit $3 for update skip locked))
      returning id, created_at, workflow_run_id, workflow_id, stage_id, stage_attempt, priority, attempt, max_attempts,
        payload, lease_token, lease_until, run_at
    ),
    target as materialized (
      select c.id as job_id, c.attempt as delivery,
        (select s.id from workflow_stages s
          where s.workflow_run_id = c.workflow_run_id and ${unindexed("s.stage_id")} = c.stage_id
            and s.attempt = c.stage_attempt and s.superseded_at is null) as row_id
      from claimed c
      where (select r.status from workflow_runs r where r.id = c.workflow_run_id) = 'RUNNING'
    ),
    targets as materialized (
      select array_agg(row_id) as rows, array_agg(job_id) as jobs, array_agg(delivery) as deliveries
      from target where row_id is not null
    ),
    begun as materialized (
      update workflow_stages s
      set status = 'RUNNING', started_at = ${NOW}, worker_id = $1, version = s.version + 1, updated_at = ${NOW},
        deliveries = (select deliveries[array_position(rows, s.id)] from targets)
      where s.id = any(array(select row_id from target where row_id is not null))
        and ${unindexed("s.status")} in ('PENDING', 'RUNNING') and not coalesce(s.superseded_at < 'infinity', false)
      returning (select jobs[array_position(rows, s.id)] from targets) as job_id, s.deliveries as delivery,
        s.id, s.workflow_run_id, s.stage_id, s.stage_name, s.stage_number, s.execution_group, s.attempt
    ),
    event as materialized (
      select ${newIdOf("row_number() over (order by job_id)")} as id, workflow_run_id as run_id, job_id as place,
        'stage:started' as event_type, job_id as causation_id, ${NOW} as occurred_at,
        ${startedPayload({ runId: "workflow_run_id", group: "execution_group", delivery: "delivery", workerId: "$1::text" })}
          as payload
      from begun
    ),
    ${APPEND_EVENTS}
    select c.*, ${NOW} as begun_at,
      b.id as row_id, b.stage_name, b.stage_number, b.execution_group,
      r.attempt as run_attempt, r.config as run_config, coalesce(r.started_at, r.created_at) as run_started_at,
      case when b.execution_group = 1 then r.input end as run_input,
      (select cast(json_agg(json_build_array(e.stage_id, e.execution_group, e.output_data)
          order by e.execution_group, e.stage_number, e.id) as text)
        from workflow_stages e
        where e.workflow_run_id = b.workflow_run_id and e.superseded_at is null
          and e.execution_group < b.execution_group and e.status in ('COMPLETED', 'SKIPPED')) as earlier
    from claimed c left join begun b on b.job_id = c.id left join workflow_runs r on r.id = b.workflow_run_id`;

export async function beginStages(
  connection: HotConnection,
  { workerId, limit, leaseMs, workflowIds }: ClaimOptions,
): ReturnType<HotPath["beginStages"]> {
  if (limit < 1 || workflowIds?.length === 0) return { begun: [], idle: [] };
  const served = workflowIds?.filter(canBeStoredId) ?? null;
  const rows = await connection.run(BEGIN, [storableText(workerId), leaseMs, limit, served]);
  const begun: { stage: BegunStage; createdAt: Date }[] = [];
  const idle: LeasedJob[] = [];
  for (const row of rows) {
    const job = toLeasedJob(row);
    if (row.row_id == null) idle.push(job);
    else begun.push({ stage: toBegunStage(row, job), createdAt: instant(row.created_at) });
  }
  const place = ({ stage: { job }, createdAt }: (typeof begun)[number]) => ({
    id: job.jobId,
    priority: job.priority,
    createdAt,
  });
  begun.sort((a, b) => byClaimOrder(place(a), place(b)));
  return { begun: begun.map(({ stage }) => stage), idle };
}

const toBegunStage = (row: Row, job: LeasedJob): BegunStage => ({
  run: {
    id: job.workflowRunId,
    workflowId: job.workflowId,
    priority: job.priority,
    attempt: whole(row.run_attempt),
    startedAt: instant(row.run_started_at),
    input: row.run_input == null ? undefined : fromDocument(row.run_input),
    config: fromDocument(row.run_config),
  },
  stage: {
    id: text(row.row_id),
    stageId: job.stageId,
    stageName: text(row.stage_name),
    stageNumber: whole(row.stage_number),
    executionGroup: whole(row.execution_group),
    attempt: job.stageAttempt,
  },
  job,
  startedAt: instant(row.begun_at),
  earlier: toEarlier(row.earlier),
});

function toEarlier(value: unknown): EarlierOutput[] {
  if (value == null) return [];
  const rows = JSON.parse(text(value)) as [stageId: string, group: number, output: string | null][];
  return rows.map(([stageId, executionGroup, output]) => ({
    stageId,
    executionGroup,
    output: fromDocumentOrNull(output),
  }));
}
