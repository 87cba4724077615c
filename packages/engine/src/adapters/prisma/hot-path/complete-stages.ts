/** Plain successes, and what follows from them in their runs, in one statement. */

import { newId } from "../../../domain/ids.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { storableId, storableText } from "../../../domain/storable.js";
import type { Follows, PlainSuccess, PlainSuccessWritten, PlannedStage } from "../../../ports/hot-path.js";
import { text, toDocumentOrNull, whole } from "../columns.js";
import type { HotConnection } from "../connect/postgresql-hot.js";
import { APPEND_EVENTS, type Cells, columnArrays, NOW, newIdOf, tableOf, unindexed } from "./fragments.js";

/** One row per success; what follows in the run rides along, so that hardly anything has to be joined. */
const ENDED = {
  place: "integer",
  job_id: "text",
  token: "text",
  run_id: "text",
  workflow_id: "text",
  priority: "integer",
  stage_row: "text",
  completed_at: "time",
  duration: "bigint",
  output: "text",
  event_id: "text",
  event_type: "text",
  payload: "text",
  causation_id: "text",
  follows: "text",
  next_group: "integer",
  next_open: "integer",
  next_stages: "text",
  end_output: "text",
  end_duration: "bigint",
  end_event_id: "text",
  end_event_type: "text",
  end_payload: "text",
} as const;

/**
 * The run's row is locked first and its `open_stages` counted down: whoever brings it to 0 moves the run on. A run
 * that is not RUNNING, or counts nothing, or would need a look at other stages, is left alone with all its stages.
 */
const COMPLETE = `
    with ended as materialized (select * from ${tableOf(ENDED, "g", 4)}),
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
      select c.*, place_in_run = 1 and left_open = 0 as moves_on from counted c
      where left_open > 0 or (left_open = 0 and follows <> 'look')
    ),
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
        status = case when done.moves_on and done.follows = 'end' then 'COMPLETED' else r.status end,
        output = case when done.moves_on and done.follows = 'end' then done.end_output else r.output end,
        completed_at = case when done.moves_on and done.follows = 'end' then done.completed_at else r.completed_at end,
        duration = case when done.moves_on and done.follows = 'end' then done.end_duration else r.duration end
      from done
      where done.place_in_run = 1 and r.id = done.run_id
        and (done.left_open > 0 or done.follows = 'end' or r.open_stages <> done.next_open)
    ),
    planned as materialized (
      select done.run_id, done.workflow_id, done.priority, done.next_group, p.*,
        row_number() over (order by done.place, p.stage_number) as number,
        coalesce((select max(s.attempt) + 1 from workflow_stages s
          where s.workflow_run_id = done.run_id and ${unindexed("s.stage_id")} = p.stage_id), 0) as attempt
      from done, json_to_recordset(cast(done.next_stages as json))
        as p(stage_id text, stage_name text, stage_number integer, max_attempts integer, config text)
      where done.moves_on and done.follows = 'group'
    ),
    made_stage as (
      insert into workflow_stages (id, created_at, updated_at, workflow_run_id, stage_id, stage_name, stage_number,
        execution_group, attempt, queued_at, config)
      select ${newIdOf("number")}, ${NOW}, ${NOW}, run_id, stage_id, stage_name, stage_number, next_group, attempt,
        ${NOW}, config
      from planned
    ),
    made_job as (
      insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, stage_attempt, priority,
        max_attempts, run_at, payload)
      select ${newIdOf("number")}, ${NOW}, ${NOW}, run_id, workflow_id, stage_id, attempt, priority, max_attempts,
        ${NOW}, '{}'
      from planned
    ),
    event as materialized (
      select event_id as id, run_id, place, event_type, payload, causation_id, completed_at as occurred_at from done
      union all
      select end_event_id, run_id, $3::integer, end_event_type, end_payload, causation_id, completed_at from done
      where moves_on and follows = 'end'
    ),
    ${APPEND_EVENTS}
    select job_id, left_open, follows, case when moves_on then next_open else 0 end as jobs from done`;

export async function completeStages(
  connection: HotConnection,
  successes: readonly PlainSuccess[],
): Promise<PlainSuccessWritten[]> {
  if (successes.length === 0) return [];
  const rows = await connection.run(COMPLETE, [
    [...new Set(successes.map(({ runId }) => runId))],
    successes.map(({ jobId }) => jobId),
    successes.length,
    ...columnArrays(ENDED, successes.map(endedRow)),
  ]);
  return rows.map((row) => ({
    jobId: text(row.job_id),
    jobs: whole(row.jobs),
    advanced: whole(row.left_open) > 0 ? "waiting" : row.follows === "end" ? "completed" : "nextGroup",
  }));
}

const endedRow = (success: PlainSuccess, place: number): Cells<typeof ENDED> => ({
  place,
  job_id: success.jobId,
  token: success.leaseToken,
  run_id: success.runId,
  workflow_id: success.workflowId,
  priority: success.priority,
  stage_row: success.stageRecordId,
  completed_at: success.completedAt,
  duration: success.duration,
  output: toDocumentOrNull(success.output),
  event_id: newId(),
  event_type: success.event.eventType,
  payload: encodeDocument(success.event.payload),
  causation_id: storableId("causationId", success.event.causationId),
  follows: success.follows.kind,
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
    case "look":
      return NOTHING;
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
        end_output: toDocumentOrNull(follows.output),
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
