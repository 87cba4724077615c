/** Plain successes, and what follows from them in their runs, in one statement. */

import { newId } from "../../../domain/ids.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { canBeStoredId, storableId, storableText } from "../../../domain/storable.js";
import type {
  Follows,
  PlainSuccess,
  PlainSuccessWritten,
  PlannedStage,
  TakenStage,
  Taker,
} from "../../../ports/hot-path.js";
import { instant, type Row, text, toDocumentOrNull, whole } from "../columns.js";
import type { HotConnection } from "../connect/postgresql-hot.js";
import {
  APPEND_EVENTS,
  type Cells,
  columnArrays,
  MAKE_JOBS,
  MAKE_STAGES,
  NOW,
  newIdOf,
  startedPayload,
  tableOf,
  unindexed,
} from "./fragments.js";

/** One row per success; what follows in the run rides along, so that hardly anything has to be joined. */
const ENDED = {
  place: "integer",
  job_id: "text",
  token: "text",
  run_id: "text",
  workflow_id: "text",
  run_attempt: "integer",
  priority: "integer",
  stage_row: "text",
  stage_group: "integer",
  completed_at: "time",
  duration: "bigint",
  output: "text",
  event_id: "text",
  event_type: "text",
  payload: "text",
  causation_id: "text",
  follows: "text",
  takes_next: "text",
  next_group: "integer",
  next_open: "integer",
  next_stages: "text",
  end_output: "text",
  end_duration: "bigint",
  end_event_id: "text",
  end_event_type: "text",
  end_payload: "text",
} as const;

const NUMBER = "row_number() over (order by done.place, p.stage_number)";
const LEASE_END = `${NOW} + $5::float8 * interval '1 millisecond'`;

/** The outputs of a group as one document; those of stages that end here are not in their rows yet. */
const GATHERED = `(
          select '{' || string_agg(cast(to_json(s.stage_id) as text) || ':'
            || coalesce(outputs[array_position(rows, s.id)], s.output_data, 'null'), ',' order by s.stage_number, s.id) || '}'
          from workflow_stages s cross join outputs
          where s.workflow_run_id = done.run_id and not coalesce(s.superseded_at < 'infinity', false)
            and s.execution_group = done.stage_group)`;

/**
 * The run's row is locked first and its `open_stages` counted down: whoever brings it to 0 moves the run on. A run
 * that is not RUNNING, or counts nothing, is left alone with all its stages.
 */
const COMPLETE = `
    with ended as materialized (select * from ${tableOf(ENDED, "g", 7)}),
    run as materialized (
      select id, open_stages from workflow_runs
      where id = any($1::text[]) and ${unindexed("status")} = 'RUNNING' and open_stages > 0
      order by id for no key update
    ),
    runs as materialized (select array_agg(id) as ids, array_agg(open_stages) as counts from run),
    job as materialized (
      select id, lease_token from job_queue
      where id = any($2::text[]) and ${unindexed("status")} = 'RUNNING' and ${unindexed("workflow_run_id")} = any(array(select id from run))
      order by id for no key update
    ),
    held as materialized (
      select e.*, row_number() over run as place_in_run, count(*) over (partition by e.run_id) as ended_now
      from ended e join job on job.id = e.job_id and job.lease_token = e.token
      window run as (partition by e.run_id order by e.place)
    ),
    counted as materialized (
      select h.*, counts[array_position(ids, h.run_id)] - h.ended_now as left_open from held h cross join runs
    ),
    done as materialized (
      select c.*, place_in_run = 1 and left_open = 0 as moves_on,
        takes_next = 'always' or (takes_next = 'ifNothingWaits' and not (select exists (
          select 1 from job_queue
          where status = 'PENDING' and held_at is null and run_at <= ${NOW} and workflow_id = any($6::text[])))) as is_taken
      from counted c
      where left_open >= 0
    ),
    outputs as materialized (select array_agg(stage_row) as rows, array_agg(output) as outputs from done),
    ended_job as (
      update job_queue j
      set status = 'COMPLETED', completed_at = ${NOW}, updated_at = ${NOW}, last_error = null, next_poll_at = null,
        lease_token = null, lease_until = null
      from done where j.id = done.job_id
    ),
    ended_stage as (
      update workflow_stages s
      set status = 'COMPLETED', completed_at = done.completed_at, duration = done.duration, output_data = done.output,
        progress = 1, error_message = null, error_code = null, version = s.version + 1, updated_at = ${NOW}
      from done where s.id = done.stage_row and s.status = 'RUNNING'
    ),
    moved_run as (
      update workflow_runs r
      set version = r.version + 1, updated_at = ${NOW},
        open_stages = case when done.left_open > 0 then done.left_open else done.next_open end,
        status = case when done.moves_on and done.follows <> 'group' then 'COMPLETED' else r.status end,
        output = case when done.moves_on and done.follows <> 'group' then coalesce(done.end_output, case when done.follows = 'gathered' then ${GATHERED} end) else r.output end,
        completed_at = case when done.moves_on and done.follows <> 'group' then done.completed_at else r.completed_at end,
        duration = case when done.moves_on and done.follows <> 'group' then done.end_duration else r.duration end
      from done
      where done.place_in_run = 1 and r.id = done.run_id
        and (done.left_open > 0 or done.follows <> 'group' or r.open_stages <> done.next_open)
    ),
    planned as materialized (
      select done.job_id as after_job, done.run_id, done.workflow_id, done.priority, done.next_group, p.*,
        ${newIdOf(NUMBER)} as row_id, ${newIdOf(NUMBER)} as job_id,
        case when done.is_taken then cast(gen_random_uuid() as text) end as token,
        ${NUMBER} as number,
        case when done.run_attempt > 0 then coalesce((select max(s.attempt) + 1 from workflow_stages s
          where s.workflow_run_id = done.run_id and ${unindexed("s.stage_id")} = p.stage_id), 0) else 0 end as attempt
      from done, json_to_recordset(cast(done.next_stages as json))
        as p(stage_id text, stage_name text, stage_number integer, max_attempts integer, config text)
      where done.moves_on and done.follows = 'group'
    ),
    made_stage as (${MAKE_STAGES({ from: "planned", group: "next_group", workerId: "$4" })}),
    made_job as (${MAKE_JOBS({ from: "planned", workerId: "$4", leaseEnd: LEASE_END })}),
    event as materialized (
      select event_id as id, run_id, place, event_type, payload, causation_id, completed_at as occurred_at from done
      union all
      select end_event_id, run_id, $3::integer, end_event_type, end_payload, causation_id, completed_at from done
      where moves_on and follows <> 'group'
      union all
      select ${newIdOf("number")}, run_id, $3::integer, 'stage:started',
        ${startedPayload({ runId: "run_id", group: "next_group", delivery: "1", workerId: "$4::text" })},
        job_id, ${NOW}
      from planned where token is not null
    ),
    ${APPEND_EVENTS}
    select job_id, left_open, follows, case when moves_on and not is_taken then next_open else 0 end as jobs,
      null as row_id, null as taken_job, null as attempt, null as token, null as lease_until, null as begun_at
    from done
    union all
    select after_job, null, null, null, row_id, job_id, attempt, token, ${LEASE_END}, ${NOW}
    from planned where token is not null`;

export async function completeStages(
  connection: HotConnection,
  successes: readonly PlainSuccess[],
  { workerId, leaseMs, workflowIds = [] }: Taker,
): Promise<PlainSuccessWritten[]> {
  if (successes.length === 0) return [];
  const rows = await connection.run(COMPLETE, [
    [...new Set(successes.map(({ runId }) => runId))],
    successes.map(({ jobId }) => jobId),
    successes.length,
    storableText(workerId),
    leaseMs,
    workflowIds.filter(canBeStoredId),
    ...columnArrays(ENDED, successes.map(endedRow)),
  ]);
  const byJob = new Map(successes.map((success) => [success.jobId, success]));
  const taken = new Map(
    rows.flatMap((row): [string, TakenStage][] => {
      const after = byJob.get(text(row.job_id));
      return row.token == null || after === undefined ? [] : [[after.jobId, takenStage(row, after)]];
    }),
  );
  return rows.flatMap((row): PlainSuccessWritten[] => {
    if (row.token != null) return [];
    const jobId = text(row.job_id);
    const next = taken.get(jobId);
    return [
      {
        jobId,
        jobs: whole(row.jobs),
        advanced: whole(row.left_open) > 0 ? "waiting" : row.follows === "group" ? "nextGroup" : "completed",
        ...(next === undefined ? {} : { taken: next }),
      },
    ];
  });
}

function takenStage(row: Row, { runId, workflowId, priority, follows }: PlainSuccess): TakenStage {
  const stage = follows.kind === "group" ? follows.group.stages[0] : undefined;
  if (stage === undefined) throw new Error(`Nothing follows job ${text(row.job_id)}, but a stage was begun`);
  const startedAt = instant(row.begun_at);
  return {
    stageRecordId: text(row.row_id),
    startedAt,
    job: {
      jobId: text(row.taken_job),
      workflowRunId: runId,
      workflowId,
      stageId: stage.stageId,
      stageAttempt: whole(row.attempt),
      priority,
      attempt: 1,
      maxAttempts: stage.maxAttempts,
      payload: {},
      leaseToken: text(row.token),
      leaseUntil: instant(row.lease_until),
      runAt: startedAt,
    },
  };
}

const endedRow = (success: PlainSuccess, place: number): Cells<typeof ENDED> => ({
  place,
  job_id: success.jobId,
  token: success.leaseToken,
  run_id: success.runId,
  workflow_id: success.workflowId,
  run_attempt: success.runAttempt,
  priority: success.priority,
  stage_row: success.stageRecordId,
  stage_group: success.executionGroup,
  completed_at: success.completedAt,
  duration: success.duration,
  output: toDocumentOrNull(success.output),
  event_id: newId(),
  event_type: success.event.eventType,
  payload: encodeDocument(success.event.payload),
  causation_id: storableId("causationId", success.event.causationId),
  follows: success.follows.kind === "group" ? "group" : success.follows.output.kind,
  takes_next: success.takesNext,
  ...followsCells(success.follows),
});

const NOTHING = {
  next_group: null,
  next_open: 0,
  next_stages: null,
  end_output: null,
  end_duration: null,
  end_event_id: null,
  end_event_type: null,
  end_payload: null,
};

function followsCells(
  follows: Follows,
): typeof NOTHING | Record<keyof typeof NOTHING, string | number | null> {
  switch (follows.kind) {
    case "group":
      return {
        ...NOTHING,
        next_group: follows.group.number,
        next_open: follows.group.stages.length,
        next_stages: JSON.stringify(follows.group.stages.map(plannedStage)),
      };
    case "end":
      return {
        ...NOTHING,
        end_output: follows.output.kind === "given" ? toDocumentOrNull(follows.output.value) : null,
        end_duration: follows.duration,
        end_event_id: newId(),
        end_event_type: follows.event.eventType,
        end_payload: encodeDocument(follows.event.payload),
      };
  }
}

const plannedStage = (stage: PlannedStage) => ({
  stage_id: storableId("stageId", stage.stageId),
  stage_name: storableText(stage.stageName),
  stage_number: stage.stageNumber,
  max_attempts: stage.maxAttempts,
  config: toDocumentOrNull(stage.config),
});
