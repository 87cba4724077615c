/**
 * A run's life in four statements, each for a whole batch: what one would write by hand for the same rows.
 *
 * Ids are made of the run's, so that no row has to be looked up. Each statement is one round trip and one commit.
 */

const NOW = "date_trunc('milliseconds', statement_timestamp())";

/** Numbers `event` rows (run_id, place, event_type, payload, causation_id) within their runs, and inserts them. */
const APPEND_EVENTS = `
  numbered as materialized (
    select e.*, row_number() over (partition by run_id order by place) as position,
      count(*) over (partition by run_id) as of_run
    from event e
  ),
  stream as materialized (
    insert into outbox_streams (workflow_run_id, last_sequence)
    select run_id, of_run from numbered where position = 1 order by run_id
    on conflict (workflow_run_id) do update set last_sequence = outbox_streams.last_sequence + excluded.last_sequence
    returning workflow_run_id, last_sequence
  ),
  streams as materialized (select array_agg(workflow_run_id) as ids, array_agg(last_sequence) as lasts from stream),
  made_event as (
    insert into outbox_events (id, workflow_run_id, sequence, event_type, payload, causation_id, occurred_at)
    select run_id || ':' || sequence, run_id, sequence, event_type, payload, causation_id, ${NOW}
    from (select n.*, lasts[array_position(ids, run_id)] - of_run + position as sequence
      from numbered n cross join streams) as sequenced
  )`;

/** Of `made` rows (run_id, grp, number): a stage and its job each. */
const MAKE_STAGES = `
  made_stage as (
    insert into workflow_stages (id, created_at, updated_at, workflow_run_id, stage_id, stage_name, stage_number,
      execution_group, queued_at)
    select run_id || ':' || number, ${NOW}, ${NOW}, run_id, 'stage-' || number, 'Stage ' || number, number, grp, ${NOW}
    from made
  ),
  made_job as (
    insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, run_at)
    select run_id || ':' || number, ${NOW}, ${NOW}, run_id, 'bench', 'stage-' || number, ${NOW} from made
  )`;

/** $1 ids, $2 input, $3 definition hash. */
export const CREATE_RUNS = `
  with given as materialized (select id from unnest($1::text[]) as id),
  made_run as (
    insert into workflow_runs (id, created_at, updated_at, workflow_id, workflow_name, workflow_type, input,
      definition_hash)
    select id, ${NOW}, ${NOW}, 'bench', 'Bench', 'bench', $2, $3 from given
  ),
  event as materialized (
    select id as run_id, 1 as place, 'workflow:created' as event_type, id as causation_id,
      cast(json_build_object('type', 'workflow:created', 'timestamp', ${NOW}, 'runId', id, 'workflowId', 'bench') as text)
        as payload
    from given
  ),
  ${APPEND_EVENTS}
  select count(*) from given`;

/** $1 at most so many, $2 stages per group. Gives how many were started. */
export const START_RUNS = `
  with run as materialized (
    update workflow_runs
    set status = 'RUNNING', started_at = ${NOW}, updated_at = ${NOW}, version = version + 1, open_stages = $2::integer
    where id = any(array(
      select id from workflow_runs where status = 'PENDING'
      order by priority desc, created_at, id limit $1 for update skip locked))
    returning id
  ),
  made as materialized (
    select id as run_id, 1 as grp, number from run cross join generate_series(1, $2::integer) as number
  ),
  ${MAKE_STAGES},
  event as materialized (
    select id as run_id, 1 as place, 'workflow:started' as event_type, id as causation_id,
      cast(json_build_object('type', 'workflow:started', 'timestamp', ${NOW}, 'runId', id) as text) as payload
    from run
  ),
  ${APPEND_EVENTS}
  select cast(count(*) as integer) as started from run`;

/** $1 at most so many, $2 worker, $3 lease (ms). Gives what the bodies need. */
export const BEGIN_STAGES = `
  with claimed as materialized (
    update job_queue
    set status = 'RUNNING', attempt = attempt + 1, worker_id = $2, lease_token = cast(gen_random_uuid() as text),
      locked_at = ${NOW}, lease_until = ${NOW} + $3::float8 * interval '1 millisecond', started_at = ${NOW},
      updated_at = ${NOW}
    where id = any(array(
      select id from job_queue where status = 'PENDING' and held_at is null and run_at <= ${NOW}
      order by priority desc, created_at, id limit $1 for update skip locked))
    returning id, workflow_run_id as run_id, lease_token
  ),
  begun as materialized (
    update workflow_stages s
    set status = 'RUNNING', started_at = ${NOW}, deliveries = 1, worker_id = $2, version = s.version + 1,
      updated_at = ${NOW}
    from claimed c where s.id = c.id
    returning s.id, s.stage_id, s.execution_group
  ),
  event as materialized (
    select c.run_id, row_number() over (order by c.id) as place, 'stage:started' as event_type, c.id as causation_id,
      cast(json_build_object('type', 'stage:started', 'timestamp', ${NOW}, 'runId', c.run_id, 'stageId', b.stage_id,
        'group', b.execution_group, 'workerId', $2::text) as text) as payload
    from claimed c join begun b on b.id = c.id
  ),
  ${APPEND_EVENTS}
  select c.id, c.run_id, c.lease_token, b.execution_group,
    case when b.execution_group = 1 then r.input else
      (select string_agg(p.output_data, ',') from workflow_stages p
        where p.workflow_run_id = c.run_id and p.execution_group = b.execution_group - 1) end as input
  from claimed c join begun b on b.id = c.id join workflow_runs r on r.id = c.run_id`;

/**
 * $1 jobs, $2 lease tokens, $3 runs, $4 groups, $5 outputs; $6 groups of the workflow, $7 stages per group.
 * The run's row is locked first; whoever brings `open_stages` to 0 moves it on. Gives what became of the runs.
 *
 * What belongs together is found by its place in an array: the planner expects a few rows, and would join hundreds by
 * comparing all with all.
 */
export const SETTLE_STAGES = `
  with run as materialized (
    select id, open_stages from workflow_runs where id = any($3) and status = 'RUNNING' order by id for no key update
  ),
  runs as materialized (select array_agg(id) as ids, array_agg(open_stages) as counts from run),
  done as materialized (
    update job_queue j
    set status = 'COMPLETED', completed_at = ${NOW}, updated_at = ${NOW}, lease_token = null, lease_until = null
    where j.id = any($1::text[]) and (select count(*) from run) > 0
      and j.lease_token = ($2::text[])[array_position($1::text[], j.id)]
    returning j.id, j.workflow_run_id as run_id, array_position($1::text[], j.id) as place
  ),
  ended_stage as (
    update workflow_stages s
    set status = 'COMPLETED', completed_at = ${NOW}, duration = 0, output_data = ($5::text[])[done.place], progress = 1,
      version = s.version + 1, updated_at = ${NOW}
    from done where s.id = done.id
  ),
  counted as materialized (
    select run_id, ($4::integer[])[min(place)] as grp, count(*) as ended_now, ($5::text[])[min(place)] as output
    from done group by run_id
  ),
  moved as materialized (
    select run_id, grp, counts[array_position(ids, run_id)] - ended_now as left_open, output from counted cross join runs
  ),
  moved_run as (
    update workflow_runs r
    set version = r.version + 1, updated_at = ${NOW},
      open_stages = case when m.left_open > 0 then m.left_open when m.grp < $6 then $7 else 0 end,
      status = case when m.left_open = 0 and m.grp = $6 then 'COMPLETED' else r.status end,
      output = case when m.left_open = 0 and m.grp = $6 then m.output end,
      completed_at = case when m.left_open = 0 and m.grp = $6 then ${NOW} end,
      duration = case when m.left_open = 0 and m.grp = $6
        then cast(extract(epoch from ${NOW} - r.started_at) * 1000 as bigint) end
    from moved m
    where r.id = m.run_id and (m.left_open > 0 or m.grp = $6 or r.open_stages <> $7::integer)
  ),
  made as materialized (
    select run_id, grp + 1 as grp, grp * $7::integer + number as number
    from moved cross join generate_series(1, $7::integer) as number where left_open = 0 and grp < $6
  ),
  ${MAKE_STAGES},
  event as materialized (
    select run_id, place, 'stage:completed' as event_type, id as causation_id,
      cast(json_build_object('type', 'stage:completed', 'timestamp', ${NOW}, 'runId', run_id, 'stageId', id,
        'group', ($4::integer[])[place]) as text) as payload
    from done
    union all
    select run_id, 1000000, 'workflow:completed', run_id,
      cast(json_build_object('type', 'workflow:completed', 'timestamp', ${NOW}, 'runId', run_id) as text)
    from moved where left_open = 0 and grp = $6::integer
  ),
  ${APPEND_EVENTS}
  select run_id, left_open = 0 and grp = $6 as is_over, left_open = 0 and grp < $6 as goes_on from moved`;
