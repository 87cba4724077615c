/** Parts that the statements of the hot path share. */

/** The instant of the statement in whole milliseconds, and as events write it. */
export const NOW = "date_trunc('milliseconds', statement_timestamp())";
export const NOW_AS_TEXT = `to_char(statement_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * A UUID of version 7 for each row: milliseconds, the microseconds within, the row's number in the statement, and 48
 * random bits. Made by the database where only it knows how many rows there will be.
 *
 * @param row a number from 1, different for each row of the statement
 */
export const newIdOf = (row: string): string => `
  (${MILLISECONDS} || '-7' || ${MICROSECONDS} || '-8' || lpad(to_hex(mod(${row}, 4096)), 3, '0') || '-'
    || right(cast(gen_random_uuid() as text), 12))`;

const EPOCH_MS = "cast(floor(extract(epoch from statement_timestamp()) * 1000) as bigint)";
const MILLISECONDS = `overlay(lpad(to_hex(${EPOCH_MS}), 12, '0') placing '-' || substr(lpad(to_hex(${EPOCH_MS}), 12, '0'), 9, 4) from 9)`;
const MICROSECONDS =
  "lpad(to_hex(cast(floor(mod(extract(microseconds from statement_timestamp()), 1000) * 4.095) as integer)), 3, '0')";

/**
 * Numbers events per run and inserts them: three more CTEs behind one that gives `event` rows (id, run_id, place,
 * event_type, payload, causation_id, occurred_at). Streams are taken in the order of their runs, so that two
 * statements cannot wait for each other.
 */
export const APPEND_EVENTS = `
  event_count as materialized (select run_id, count(*) as n from event group by run_id),
  stream as materialized (
    insert into outbox_streams (workflow_run_id, last_sequence)
    select run_id, n from event_count order by run_id
    on conflict (workflow_run_id) do update set last_sequence = outbox_streams.last_sequence + excluded.last_sequence
    returning workflow_run_id, last_sequence
  ),
  made_event as (
    insert into outbox_events (id, created_at, workflow_run_id, sequence, event_type, payload, causation_id, occurred_at)
    select e.id, date_trunc('milliseconds', statement_timestamp()), e.run_id,
      s.last_sequence - c.n + row_number() over (partition by e.run_id order by e.place),
      e.event_type, e.payload, e.causation_id, e.occurred_at
    from event e join event_count c on c.run_id = e.run_id join stream s on s.workflow_run_id = e.run_id
  )`;

const ARRAY_TYPE = {
  text: "text[]",
  integer: "integer[]",
  bigint: "bigint[]",
  time: "timestamptz[]",
} as const;

/** Columns of rows that are handed over as one array per column. */
export type Columns = Readonly<Record<string, keyof typeof ARRAY_TYPE>>;
export type Cells<Given extends Columns> = Readonly<Record<keyof Given, string | number | Date | null>>;

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
