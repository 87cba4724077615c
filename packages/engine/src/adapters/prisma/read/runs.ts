/** Runs as the dashboard lists and shows them. No list selects a payload column. */

import { STATUSES, type Status } from "../../../domain/status.js";
import { canBeStoredId } from "../../../domain/storable.js";
import type { RunFilter } from "../../../read/filters.js";
import {
  COUNT_CAP,
  type RunListItem,
  type RunPage,
  type RunView,
  type StripGroup,
} from "../../../read/views.js";
import {
  dollars,
  instant,
  instantOrNull,
  type Row,
  text,
  textOrNull,
  whole,
  wholeOrNull,
} from "../columns.js";
import type { Db } from "../db.js";
import { getDefinition } from "../definitions.js";
import { and, join, raw, sql } from "../sql.js";
import { besidePlace, cappedCount, readPage } from "./page.js";
import { type RunMatch, runMatch } from "./run-conditions.js";
import { SEARCHED, searchRuns } from "./run-search.js";

const LISTED =
  raw(`r.id, r.created_at, r.workflow_id, r.workflow_name, r.status, r.started_at, r.completed_at, r.duration,
  r.attempt, r.total_cost, r.total_tokens, r.priority, r.error_message`);

/**
 * Newest first. Walks workflow_runs_created_idx, or the index of status or workflow; one more query for all strips. What
 * no index answers is searched for.
 */
export async function listRuns(db: Db, filter: RunFilter): Promise<RunPage> {
  const match = await runMatch(db, filter);
  const select = sql`select ${LISTED} from workflow_runs r`;
  if (match.looked.length > 0) {
    const { page, ...search } = await searchRuns(db, select, match, filter, toItem);
    return { ...page, ...search, rows: await withStrips(db, page.rows) };
  }
  const page = await readPage(
    db,
    { select, alias: "r", conditions: match.indexed, newestFirst: true },
    filter,
    toItem,
  );
  return { ...page, rows: await withStrips(db, page.rows) };
}

export async function runsByIds(db: Db, ids: readonly string[]): Promise<RunListItem[]> {
  const known = ids.filter(canBeStoredId);
  if (known.length === 0) return [];
  const rows = await db.read(
    sql`select ${LISTED} from workflow_runs r where ${db.dialect.among(raw("r.id"), known)}`,
  );
  return withStrips(db, rows.map(toItem));
}

export async function getRunView(db: Db, id: string): Promise<RunView | null> {
  if (!canBeStoredId(id)) return null;
  const count = (table: string) => cappedCount(sql`${raw(table)} where workflow_run_id = ${id}`, COUNT_CAP);
  const [row] = await db.read(sql`
    select ${LISTED}, r.updated_at, r.version, r.workflow_type, r.error_code, r.parent_run_id, r.definition_hash,
      length(r.input) as input_chars, length(r.output) as output_chars,
      ${count("workflow_annotations")} as annotations, ${count("ai_calls")} as ai_calls, ${count("workflow_logs")} as logs,
      ${count("workflow_artifacts")} as artifacts, ${count("outbox_events")} as events
    from workflow_runs r where r.id = ${id}`);
  if (!row) return null;
  const { strip: _strip, ...item } = toItem(row);
  const workflowId = item.workflowId;
  const hash = textOrNull(row.definition_hash);
  const followed = hash === null ? null : await getDefinition(db, workflowId, hash);
  return {
    ...item,
    updatedAt: instant(row.updated_at),
    version: whole(row.version),
    workflowType: text(row.workflow_type),
    errorCode: textOrNull(row.error_code),
    parentRunId: textOrNull(row.parent_run_id),
    definitionHash: hash,
    definition: followed ?? (await getDefinition(db, workflowId)),
    inputChars: whole(row.input_chars),
    outputChars: wholeOrNull(row.output_chars),
    counts: {
      annotations: whole(row.annotations),
      aiCalls: whole(row.ai_calls),
      logs: whole(row.logs),
      artifacts: whole(row.artifacts),
      events: whole(row.events),
    },
  };
}

/** One statement; per status it stops at the cap. Walks workflow_runs_status_idx. */
export async function countRunsByStatus(db: Db, filter: RunFilter): Promise<Record<Status, number>> {
  const match = await runMatch(db, { ...filter, status: undefined });
  if (match.looked.length > 0) return countFoundByStatus(db, match);
  const counts = STATUSES.map((status) => {
    const from = sql`workflow_runs r where ${and([sql`r.status = ${status}`, ...match.indexed])}`;
    return sql`${cappedCount(from, COUNT_CAP)} as ${raw(status.toLowerCase())}`;
  });
  const [row] = await db.read(sql`select ${join(counts)}`);
  return perStatus((status) => whole(row?.[status.toLowerCase()]));
}

/** Among the newest rows that the indexed filters leave. */
async function countFoundByStatus(
  db: Db,
  { indexed, looked, window }: RunMatch,
): Promise<Record<Status, number>> {
  const rows = await db.read(sql`
    select r.status, count(*) as runs from (
      select ${SEARCHED} from workflow_runs r where ${and(indexed)}
      order by r.created_at desc, r.id desc limit ${window}
    ) r where ${and(looked)} group by r.status`);
  const counts = new Map(rows.map((row) => [text(row.status), whole(row.runs)]));
  return perStatus((status) => Math.min(counts.get(status) ?? 0, COUNT_CAP + 1));
}

const perStatus = (count: (status: Status) => number) =>
  Object.fromEntries(STATUSES.map((status) => [status, count(status)])) as Record<Status, number>;

const NEWER_CAP = 100;

/** Matching runs that lie before the cursor in the list, counted up to a cap. */
export async function countRunsNewerThan(db: Db, filter: RunFilter): Promise<number> {
  if (filter.cursor === undefined) return 0;
  const { indexed, looked, window } = await runMatch(db, filter);
  const newer = besidePlace(db, "r", ">", filter.cursor);
  const found =
    looked.length === 0
      ? sql`workflow_runs r where ${and([...indexed, newer])}`
      : sql`(select ${SEARCHED} from workflow_runs r where ${and([...indexed, newer])}
          order by r.created_at, r.id limit ${window}) r where ${and(looked)}`;
  const [row] = await db.read(sql`select ${cappedCount(found, NEWER_CAP - 1)} as newer`);
  return whole(row?.newer);
}

/** Current stages of all runs of a page in one query. Walks workflow_stages_attempt_key. */
async function withStrips(db: Db, items: readonly RunListItem[]): Promise<RunListItem[]> {
  if (items.length === 0) return [];
  const rows = await db.read(sql`
    select workflow_run_id, execution_group, stage_id, status from workflow_stages
    where superseded_at is null and ${db.dialect.among(
      raw("workflow_run_id"),
      items.map((item) => item.id),
    )}
    order by workflow_run_id, execution_group, stage_number, id`);
  const strips = new Map<string, { group: number; stages: { stageId: string; status: Status }[] }[]>();
  for (const row of rows) {
    const runId = text(row.workflow_run_id);
    const strip = strips.get(runId) ?? [];
    strips.set(runId, strip);
    const group = whole(row.execution_group);
    let last = strip.at(-1);
    if (last?.group !== group) {
      last = { group, stages: [] };
      strip.push(last);
    }
    last.stages.push({ stageId: text(row.stage_id), status: text(row.status) as Status });
  }
  return items.map((item) => ({ ...item, strip: (strips.get(item.id) ?? []) as readonly StripGroup[] }));
}

const toItem = (row: Row): RunListItem => ({
  id: text(row.id),
  workflowId: text(row.workflow_id),
  workflowName: text(row.workflow_name),
  status: text(row.status) as Status,
  createdAt: instant(row.created_at),
  startedAt: instantOrNull(row.started_at),
  completedAt: instantOrNull(row.completed_at),
  duration: wholeOrNull(row.duration),
  attempt: whole(row.attempt),
  totalCost: dollars(row.total_cost),
  totalTokens: whole(row.total_tokens),
  priority: whole(row.priority),
  errorMessage: textOrNull(row.error_message),
  strip: [],
});
