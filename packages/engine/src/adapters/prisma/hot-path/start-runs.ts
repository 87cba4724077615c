/** Claims pending runs and makes their first group in one statement. */

import { storableText } from "../../../domain/storable.js";
import type { HotPath, StartableWorkflow } from "../../../ports/hot-path.js";
import { flag, text } from "../columns.js";
import type { HotConnection } from "../connect/postgresql-hot.js";
import { APPEND_EVENTS, columnArrays, NOW, NOW_AS_TEXT, newIdOf, tableOf } from "./fragments.js";

const PLANNED = {
  workflow_id: "text",
  stage_id: "text",
  stage_name: "text",
  stage_number: "integer",
  max_attempts: "integer",
  open_stages: "integer",
} as const;

/** The database's JSON functions refuse some escapes that our documents may contain. */
const IS_KNOWN =
  "(workflow_id || ' ' || coalesce(definition_hash, '')) = any($2::text[]) and strpos(config, E'\\\\u') = 0";

/**
 * Order and skipping are those of `claimPendingRuns`. Runs whose definition is not the given one are left for a closer
 * look, as are all when one of them has stages already: the statement fails then.
 */
const START = `
    with planned as materialized (select * from ${tableOf(PLANNED, "p", 4)}),
    run as materialized (
      update workflow_runs r
      set status = 'RUNNING', started_at = ${NOW}, updated_at = ${NOW}, version = version + 1,
        open_stages = (select p.open_stages from planned p where p.workflow_id = r.workflow_id limit 1)
      where id = any(array(
        select id from workflow_runs where status = 'PENDING' and ${IS_KNOWN}
        order by priority desc, created_at, id limit $3 for update skip locked))
      returning id, created_at, workflow_id, priority, attempt, config
    ),
    stage as materialized (
      select run.id as run_id, run.workflow_id, run.priority, p.stage_id, p.stage_name, p.stage_number, p.max_attempts,
        case when run.config <> '{}' then cast(cast(run.config as json) -> p.stage_id as text) end as config,
        row_number() over (order by run.priority desc, run.created_at, run.id, p.stage_number) as place
      from run join planned p on p.workflow_id = run.workflow_id
    ),
    made_stage as (
      insert into workflow_stages (id, created_at, updated_at, workflow_run_id, stage_id, stage_name, stage_number,
        execution_group, queued_at, config)
      select ${newIdOf("place")}, ${NOW}, ${NOW}, run_id, stage_id, stage_name, stage_number, 1, ${NOW}, config
      from stage
    ),
    made_job as (
      insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, priority, max_attempts,
        run_at, payload)
      select ${newIdOf("place")}, ${NOW}, ${NOW}, run_id, workflow_id, stage_id, priority, max_attempts, ${NOW}, '{}'
      from stage
    ),
    event as materialized (
      select ${newIdOf("row_number() over (order by id)")} as id, id as run_id, 1 as place,
        'workflow:started' as event_type, id as causation_id, ${NOW} as occurred_at,
        cast(json_build_object('type', 'workflow:started', 'timestamp', ${NOW_AS_TEXT}, 'runId', id,
          'attempt', attempt) as text) as payload
      from run
    ),
    ${APPEND_EVENTS}
    select
      (select cast(json_agg(json_build_array(run_id, jobs)) as text)
        from (select run_id, count(*) as jobs from stage group by run_id) as counted) as started,
      case when (select count(*) from run) < $3
        then exists (select 1 from workflow_runs
          where status = 'PENDING' and workflow_id = any($1::text[]) and not (${IS_KNOWN}))
        else false end as others_wait`;

export async function startRuns(
  connection: HotConnection,
  workflows: readonly StartableWorkflow[],
  limit: number,
): ReturnType<HotPath["startRuns"]> {
  if (workflows.length === 0 || limit < 1) return { started: [], othersWait: false };
  const [row] = await connection.run(START, [
    workflows.map(({ workflowId }) => workflowId),
    workflows.map(({ workflowId, contentHash }) => `${workflowId} ${contentHash}`),
    limit,
    ...columnArrays(PLANNED, workflows.flatMap(plannedRows)),
  ]);
  const started = row?.started == null ? [] : (JSON.parse(text(row.started)) as [string, number][]);
  return { started: started.map(([runId, jobs]) => ({ runId, jobs })), othersWait: flag(row?.others_wait) };
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
