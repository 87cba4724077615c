/** Where what failed for good is found: one index for each kind, newest first, and what is asked of the rows it gives. */

import type { FailureKind } from "../../../domain/failure-mark.js";
import { canBeStoredId } from "../../../domain/storable.js";
import {
  FAILURE_ROWS,
  type FailureConditions,
  type FailurePlace,
  NO_FINGERPRINT,
} from "../../../read/failures.js";
import type { Db } from "../db.js";
import { and, empty, raw, type Sql, sql } from "../sql.js";

interface Source {
  readonly table: string;
  readonly index: string;
  /** Of the index. */
  readonly where: string;
  /** When it failed for good. */
  readonly at: string;
  readonly subject: string;
  readonly runId: string;
  readonly error: string;
  /** Columns that lists show beside these. */
  readonly more: readonly string[];
  /** Looked at in each row that the index gives. */
  readonly looked: readonly string[];
}

const SOURCES: Readonly<Record<FailureKind, Source>> = {
  event: {
    table: "outbox_events",
    index: "outbox_events_dead_idx",
    where: "t.dlq_at is not null",
    at: "dlq_at",
    subject: "event_type",
    runId: "workflow_run_id",
    error: "last_error",
    more: ["sequence", "occurred_at", "retry_count", "last_tried_at", "discarded_at"],
    looked: ["f.discarded_at is null"],
  },
  job: {
    table: "job_queue",
    index: "job_queue_failed_idx",
    where: "t.status = 'FAILED'",
    at: "completed_at",
    subject: "stage_id",
    runId: "workflow_run_id",
    error: "last_error",
    more: ["workflow_id", "stage_attempt", "attempt", "max_attempts", "worker_id"],
    // By workflow_stages_attempt_key. A rerun has replaced the attempt that it was of, otherwise.
    looked: [
      `not exists (select 1 from workflow_stages s where s.workflow_run_id = f.run_id and s.stage_id = f.subject
        and s.attempt = f.stage_attempt and s.superseded_at is not null)`,
    ],
  },
  run: {
    table: "workflow_runs",
    index: "workflow_runs_failed_idx",
    where: "t.status = 'FAILED'",
    at: "completed_at",
    subject: "workflow_id",
    runId: "id",
    error: "error_message",
    more: [],
    looked: [],
  },
};

export interface Failures {
  /** The newest ones, as `f`: `id`, `failed_at`, `subject`, `fingerprint`, `run_id`, `error` and more. */
  readonly newest: Sql;
  /** What is asked of `f`. */
  readonly looked: Sql;
}

interface Window extends FailureConditions {
  readonly after?: FailurePlace | undefined;
  /** Default: {@link FAILURE_ROWS}. Null: all there are. */
  readonly rows?: number | null;
}

/** Walks the index of the kind from its end. */
export function failures(db: Db, kind: FailureKind, window: Window): Failures {
  const { dialect } = db;
  const { subject, fingerprint, runId, text, from, after, rows = FAILURE_ROWS } = window;
  const source = SOURCES[kind];
  const at = raw(`t.${source.at}`);
  const indexed = [
    raw(source.where),
    ...(from === undefined ? [] : [sql`${at} >= ${dialect.time(from)}`]),
    // The time by itself, too, as in besidePlace.
    ...(after === undefined
      ? []
      : [
          sql`${at} <= ${dialect.time(after.at)} and (${at}, t.id) < (${dialect.time(after.at)}, ${after.id})`,
        ]),
  ];
  const columns = raw(source.more.map((column) => `, t.${column}`).join(""));
  return {
    newest: sql`(
      select t.id, ${at} as failed_at, ${raw(`t.${source.subject}`)} as subject,
        coalesce(t.fingerprint, ${NO_FINGERPRINT}) as fingerprint, ${raw(`t.${source.runId}`)} as run_id,
        coalesce(${raw(`t.${source.error}`)}, '') as error ${columns}
      from ${raw(source.table)} t ${dialect.walk(source.index)} where ${and(indexed)}
      order by ${at} desc, t.id desc ${rows === null ? empty : sql`limit ${rows}`}) as f`,
    looked: and([
      ...source.looked.map(raw),
      ...equal("f.subject", subject),
      ...equal("f.fingerprint", fingerprint),
      ...equal("f.run_id", runId),
      ...(text === undefined || text === ""
        ? []
        : [canBeStoredId(text) ? dialect.contains(raw("f.error"), text) : raw("false")]),
    ]),
  };
}

/** Nothing is asked of the database that it could not hold. */
function equal(column: string, value: string | undefined): Sql[] {
  if (value === undefined) return [];
  return [canBeStoredId(value) ? sql`${raw(column)} = ${value}` : raw("false")];
}
