/** Conditions of a search as SQL: those that an index answers, and those that are looked for row by row. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { RunFilter } from "../../../read/filters.js";
import {
  matchesAny,
  type NumberField,
  type Pattern,
  type RunCondition,
  SEARCH_ROWS,
  SEARCH_ROWS_WITH_PARTS,
} from "../../../read/run-conditions.js";
import { startsWith } from "../annotations.js";
import type { Db } from "../db.js";
import type { Dialect } from "../dialect/dialect.js";
import { and, join, raw, type Sql, sql } from "../sql.js";
import { distinct } from "./distinct.js";

export interface RunMatch {
  /** Walked in an index, or few enough to be no matter. */
  readonly indexed: readonly Sql[];
  /** Looked at in every row that the others leave. */
  readonly looked: readonly Sql[];
  /** Runs to go through at most in one look. */
  readonly window: number;
}

type Condition<On extends RunCondition["on"]> = Extract<RunCondition, { on: On }>;

/** What a filter asks of `workflow_runs r`. */
export async function runMatch(db: Db, filter: RunFilter): Promise<RunMatch> {
  const { dialect } = db;
  const { status, workflowId, text, from, to, fingerprint, where = [] } = filter;
  const indexed: Sql[] = [
    ...(status === undefined ? [] : [dialect.among(raw("r.status"), status)]),
    ...(workflowId === undefined
      ? []
      : [dialect.among(raw("r.workflow_id"), workflowId.filter(canBeStoredId))]),
    ...(from === undefined ? [] : [sql`r.created_at >= ${dialect.time(from)}`]),
    ...(to === undefined ? [] : [sql`r.created_at < ${dialect.time(to)}`]),
    ...(fingerprint === undefined
      ? []
      : [canBeStoredId(fingerprint) ? sql`r.fingerprint = ${fingerprint}` : raw("false")]),
  ];
  const looked: Sql[] = [];
  if (text !== undefined && text !== "") {
    const ids = await idsFrom(db, text);
    if (ids !== undefined) indexed.push(ids);
    else looked.push(mentions(dialect, text));
  }
  for (const condition of where) {
    if (condition.on === "workflow") indexed.push(await inWorkflows(db, condition));
    else looked.push(negated(lookedFor(dialect, condition), condition.not));
    if (condition.on === "error" && !condition.not) indexed.push(raw("r.status in ('FAILED', 'CANCELLED')"));
  }
  const hasParts = where.some(({ on }) => on === "stage" || on === "annotation" || on === "actor");
  return { indexed, looked, window: hasParts ? SEARCH_ROWS_WITH_PARTS : SEARCH_ROWS };
}

/** Unknown is not the opposite of true. */
const negated = (condition: Sql, not: boolean): Sql =>
  not ? sql`not coalesce((${condition}), false)` : condition;

/** Workflows are few: which of them are meant is known before runs are looked at. */
async function inWorkflows(db: Db, { is, not }: Condition<"workflow">): Promise<Sql> {
  const ids = (await distinct(db, "workflow_runs", "workflow_id")).filter((id) => matchesAny(id, is));
  const among = db.dialect.among(raw("r.workflow_id"), ids);
  return not ? sql`not (${among})` : among;
}

function lookedFor(dialect: Dialect, condition: Exclude<RunCondition, { on: "workflow" }>): Sql {
  if (condition.on === "stage") return hasStage(dialect, condition);
  if (condition.on === "annotation") return hasAnnotation(condition);
  if (condition.on === "actor") return hasActor(condition);
  if (condition.on === "error") return hasError(dialect, condition);
  const value = sql`cast(${condition.value} as double precision)`;
  return sql`${numberOf(dialect, condition.field)} ${raw(condition.compare)} ${value}`;
}

function numberOf(dialect: Dialect, field: NumberField): Sql {
  if (field === "attempt") return raw("r.attempt");
  if (field === "costUsd") return raw("r.total_cost");
  if (field === "tokens") return raw("r.total_tokens");
  const end = sql`coalesce(r.completed_at, ${dialect.now})`;
  return sql`coalesce(r.duration, ${dialect.millisBetween(raw("r.started_at"), end)})`;
}

/** Walks workflow_stages_attempt_key. */
const hasStage = (dialect: Dialect, { is, status }: Condition<"stage">): Sql => sql`exists (
  select 1 from workflow_stages s where s.workflow_run_id = r.id and s.superseded_at is null
    and ${anyOf(raw("s.stage_id"), is)}
    ${status === undefined ? raw("") : sql`and ${dialect.among(raw("s.status"), status)}`})`;

/** Walks workflow_annotations_once_key. */
const hasAnnotation = ({ key, is }: Condition<"annotation">): Sql => sql`exists (
  select 1 from workflow_annotations n where n.workflow_run_id = r.id
    and ${anyOf(raw("n.key"), [{ text: key, isPrefix: false }])}
    ${is.length === 0 ? raw("") : sql`and ${hasValue(is)}`})`;

/** Walks workflow_annotations_run_idx. */
const hasActor = ({ is }: Condition<"actor">): Sql => sql`exists (
  select 1 from workflow_annotations n where n.workflow_run_id = r.id and ${anyOf(raw("n.actor_id"), is)})`;

const hasError = (dialect: Dialect, { has }: Condition<"error">): Sql =>
  or(
    has
      .filter(canBeStoredId)
      .map((words) =>
        dialect.contains(sql`coalesce(r.error_code, '') || ' ' || coalesce(r.error_message, '')`, words),
      ),
  );

/** Annotated values are JSON: a text stands in quotes, a number does not. */
const hasValue = (is: readonly Pattern[]): Sql =>
  or(
    is.map(({ text, isPrefix }) => {
      const quoted = JSON.stringify(text);
      return anyOf(raw("n.value"), [
        { text: isPrefix ? quoted.slice(0, -1) : quoted, isPrefix },
        { text, isPrefix },
      ]);
    }),
  );

/** Upper and lower case differ: ids, keys and values are written by machines. */
const anyOf = (column: Sql, patterns: readonly Pattern[]): Sql =>
  or(
    patterns
      .filter(({ text }) => canBeStoredId(text))
      .map(({ text, isPrefix }) => (isPrefix ? startsWith(column, text) : sql`${column} = ${text}`)),
  );

const or = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? raw("false") : sql`(${join([...conditions], " or ")})`;

/** The first two parts of the time in an id that we made, so that no other text is taken for one. */
const OWN_ID = /^[0-9a-f]{8}(?:$|-[0-9a-f-]*$)/i;

/** A run's id is mostly pasted, whole or its first part, and always found, however old: by its key, not row by row. */
async function idsFrom(db: Db, text: string): Promise<Sql | undefined> {
  if (!OWN_ID.test(text)) return undefined;
  const start = text.toLowerCase();
  const begins = sql`r.id >= ${start} and r.id < ${`${start}~`}`;
  const [found] = await db.read(sql`select r.id from workflow_runs r where ${begins} limit 1`);
  return found && sql`(${begins})`;
}

const mentions = (dialect: Dialect, words: string): Sql =>
  canBeStoredId(words)
    ? sql`(${dialect.beginsWith(raw("r.id"), words)} or ${dialect.contains(raw("r.workflow_id"), words)}
        or ${dialect.contains(raw("r.workflow_name"), words)})`
    : raw("false");

export const allOf = ({ indexed, looked }: RunMatch): Sql => and([...indexed, ...looked]);
