/** Parts that the statements of the hot path share. */

/**
 * The instant of the statement in whole milliseconds, and as events write it. A subselect that asks nothing of a row is
 * evaluated once, an expression for every row.
 */
export const NOW = "(select date_trunc('milliseconds', statement_timestamp()))";
export const NOW_AS_TEXT = `(select to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;

/**
 * A column in a condition that no index is to serve. Rows are looked up by their keys; but on tables that were nearly
 * empty when the plan was made, walking any index that fits looks as cheap, and is not when they have grown.
 */
export const unindexed = (column: string): string => `(${column} || '')`;

/**
 * A UUID of version 7 for each row: milliseconds, the microseconds within, the row's number in the statement, and 48
 * random bits. Made by the database where only it knows how many rows there will be.
 *
 * @param row a number from 1, different for each row of the statement
 */
export const newIdOf = (row: string): string => `
  ((select ${MILLISECONDS} || '-7' || ${MICROSECONDS} || '-8') || lpad(to_hex(mod(${row}, 4096)), 3, '0')
    || right(cast(gen_random_uuid() as text), 13))`;

const EPOCH_MS = "cast(floor(extract(epoch from statement_timestamp()) * 1000) as bigint)";
const MILLISECONDS = `overlay(lpad(to_hex(${EPOCH_MS}), 12, '0') placing '-' || substr(lpad(to_hex(${EPOCH_MS}), 12, '0'), 9, 4) from 9)`;
const MICROSECONDS =
  "lpad(to_hex(cast(floor(mod(extract(microseconds from statement_timestamp()), 1000) * 4.095) as integer)), 3, '0')";

/**
 * Stages and jobs of rows with row_id, job_id, run_id, workflow_id, priority, stage_id, stage_name, stage_number,
 * attempt, max_attempts and config. Those with a `token` are begun already, by the given worker; the others wait.
 */
export const MAKE_STAGES = ({
  from,
  group,
  workerId,
}: Record<"from" | "group" | "workerId", string>): string => `
      insert into workflow_stages (id, created_at, updated_at, workflow_run_id, stage_id, stage_name, stage_number,
        execution_group, attempt, queued_at, config, status, started_at, worker_id, deliveries, version)
      select row_id, ${NOW}, ${NOW}, run_id, stage_id, stage_name, stage_number, ${group}, attempt, ${NOW}, config,
        case when token is null then 'PENDING' else 'RUNNING' end, case when token is not null then ${NOW} end,
        case when token is not null then ${workerId}::text end, case when token is null then 0 else 1 end,
        case when token is null then 1 else 2 end
      from ${from}`;
export const MAKE_JOBS = ({
  from,
  workerId,
  leaseEnd,
}: Record<"from" | "workerId" | "leaseEnd", string>): string => `
      insert into job_queue (id, created_at, updated_at, workflow_run_id, workflow_id, stage_id, stage_attempt, priority,
        max_attempts, run_at, payload, status, attempt, worker_id, lease_token, locked_at, lease_until, started_at)
      select job_id, ${NOW}, ${NOW}, run_id, workflow_id, stage_id, attempt, priority, max_attempts, ${NOW}, '{}',
        case when token is null then 'PENDING' else 'RUNNING' end, case when token is null then 0 else 1 end,
        case when token is not null then ${workerId}::text end, token, case when token is not null then ${NOW} end,
        case when token is not null then ${leaseEnd} end, case when token is not null then ${NOW} end
      from ${from}`;

/** What `stage:started` says. Columns: stage_id, stage_name, stage_number and attempt, and the given expressions. */
export const startedPayload = ({
  runId,
  group,
  delivery,
  workerId,
}: Record<"runId" | "group" | "delivery" | "workerId", string>): string => `
  cast(json_build_object('type', 'stage:started', 'timestamp', ${NOW_AS_TEXT}, 'runId', ${runId}, 'stageId', stage_id,
    'name', stage_name, 'number', stage_number, 'group', ${group}, 'attempt', attempt, 'delivery', ${delivery},
    'workerId', ${workerId}) as text)`;

/**
 * Numbers events per run and inserts them: more CTEs behind one that gives `event` rows (id, run_id, place, event_type,
 * payload, causation_id, occurred_at). Streams are taken in the order of their runs, so that two statements cannot wait
 * for each other.
 *
 * Here and in the statements, what belongs to a run is found in an array by its place in another: the planner does not
 * know how many rows will come, and would compare all with all.
 */
export const APPEND_EVENTS = `
  numbered as materialized (
    select e.*, row_number() over (partition by run_id order by place) as position,
      count(*) over (partition by run_id) as of_run
    from event e
  ),
  stream as materialized (
    insert into outbox_streams (workflow_run_id, last_sequence, due_at)
    select run_id, of_run, ${NOW} from numbered where position = 1 order by run_id
    on conflict (workflow_run_id) do update set last_sequence = outbox_streams.last_sequence + excluded.last_sequence,
      due_at = coalesce(outbox_streams.due_at, excluded.due_at)
    returning workflow_run_id, last_sequence
  ),
  streams as materialized (
    select array_agg(workflow_run_id) as runs, array_agg(last_sequence) as last_sequences from stream
  ),
  made_event as (
    insert into outbox_events (id, created_at, workflow_run_id, sequence, event_type, payload, causation_id, occurred_at)
    select e.id, ${NOW}, e.run_id, last_sequences[array_position(runs, e.run_id)] - e.of_run + e.position,
      e.event_type, e.payload, e.causation_id, e.occurred_at
    from numbered e cross join streams
  )`;

const ARRAY_TYPE = {
  text: "text[]",
  integer: "integer[]",
  bigint: "bigint[]",
  time: "timestamptz[]",
} as const;

/** Columns of rows that are handed over as one array per column. */
export type Columns = Readonly<Record<string, keyof typeof ARRAY_TYPE>>;
export type Cells<Given extends Columns> = Readonly<
  Record<keyof Given, string | number | boolean | Date | null>
>;

/** A table of the rows that {@link columnArrays} gives, its parameters counted from `first`. */
export function tableOf(columns: Columns, alias: string, first: number): string {
  const names = Object.keys(columns);
  const arrays = names.map((name, index) => `$${first + index}::${ARRAY_TYPE[columns[name] ?? "text"]}`);
  return `unnest(${arrays.join(", ")}) as ${alias}(${names.join(", ")})`;
}

/** Values for {@link tableOf}. Times carry their offset, so that they mean the same in every session. */
export const columnArrays = <Given extends Columns>(
  columns: Given,
  rows: readonly Cells<Given>[],
): unknown[] =>
  Object.keys(columns).map((name) =>
    rows.map((row) => {
      const cell = row[name];
      return cell instanceof Date ? cell.toISOString() : cell;
    }),
  );
