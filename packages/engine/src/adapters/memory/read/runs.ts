/** Runs as the dashboard lists and shows them. */

import { STATUSES, type Status } from "../../../domain/status.js";
import type { RunFilter } from "../../../read/filters.js";
import {
  COUNT_CAP,
  type RunListItem,
  type RunPage,
  type RunView,
  type StripGroup,
} from "../../../read/views.js";
import { dateOf, dateOrNull, dollars } from "../columns.js";
import type { Moment } from "../database.js";
import { getDefinition } from "../definitions.js";
import { oldestFirst } from "../order.js";
import type { RunRow } from "../rows.js";
import { charsIn, pageOf, placeFrom } from "./page.js";
import { isSearch, runMatches, searched } from "./run-conditions.js";

/** Newest first. */
export function listRuns(moment: Moment, filter: RunFilter): RunPage {
  const page = pageOf(matching(moment, filter), filter, {
    newestFirst: true,
    toView: (row) => toItem(moment, row),
  });
  const isFull = (filter.direction === "before" ? page.previous : page.next) !== null;
  return isSearch(filter) && !isFull ? { ...page, search: searched(moment, filter) } : page;
}

export function runsByIds(moment: Moment, ids: readonly string[]): RunListItem[] {
  const rows = [...new Set(ids)].map((id) => moment.tables.runs.get(id));
  return rows.filter((row) => row !== undefined).map((row) => toItem(moment, row));
}

export function getRunView(moment: Moment, id: string): RunView | null {
  const { tables } = moment;
  const row = tables.runs.get(id);
  if (!row) return null;
  const { strip: _strip, ...item } = toItem(moment, row);
  const capped = (rows: readonly unknown[]): number => Math.min(rows.length, COUNT_CAP + 1);
  const { workflowId, definitionHash } = row;
  const followed = definitionHash === null ? null : getDefinition(moment, workflowId, definitionHash);
  return {
    ...item,
    updatedAt: dateOf(row.updatedAt),
    version: row.version,
    workflowType: row.workflowType,
    errorCode: row.errorCode,
    parentRunId: row.parentRunId,
    definitionHash,
    definition: followed ?? getDefinition(moment, workflowId),
    inputChars: charsIn(row.input),
    outputChars: row.output === null ? null : charsIn(row.output),
    counts: {
      annotations: capped(tables.annotations.in("run", id)),
      aiCalls: capped(tables.aiCalls.in("run", id)),
      logs: capped(tables.logs.in("run", id)),
      artifacts: capped(tables.artifacts.in("run", id)),
      events: capped(tables.events.in("run", id)),
    },
  };
}

/** Each status counted up to a cap. */
export function countRunsByStatus(moment: Moment, filter: RunFilter): Record<Status, number> {
  const rows = matching(moment, { ...filter, status: undefined });
  const count = (status: Status) => rows.filter((row) => row.status === status).length;
  return Object.fromEntries(
    STATUSES.map((status) => [status, Math.min(count(status), COUNT_CAP + 1)]),
  ) as Record<Status, number>;
}

const NEWER_CAP = 100;

/** Matching runs that lie before the cursor in the list, counted up to a cap. */
export function countRunsNewerThan(moment: Moment, filter: RunFilter): number {
  const { cursor } = filter;
  if (cursor === undefined) return 0;
  const newer = matching(moment, filter).filter((row) => placeFrom(row, cursor) > 0);
  return Math.min(newer.length, NEWER_CAP);
}

/** Newest first. */
const matching = (moment: Moment, filter: RunFilter): RunRow[] =>
  [...moment.tables.runs.all()]
    .filter((row) => runMatches(moment, row, filter))
    .sort((a, b) => oldestFirst(b, a));

const toItem = (moment: Moment, row: RunRow): RunListItem => ({
  id: row.id,
  workflowId: row.workflowId,
  workflowName: row.workflowName,
  status: row.status,
  createdAt: dateOf(row.createdAt),
  startedAt: dateOrNull(row.startedAt),
  completedAt: dateOrNull(row.completedAt),
  duration: row.duration,
  attempt: row.attempt,
  totalCost: dollars(row.totalCost),
  totalTokens: row.totalTokens,
  priority: row.priority,
  errorMessage: row.errorMessage,
  strip: stripOf(moment, row.id),
});

/** Current stages, by group. */
function stripOf({ tables }: Moment, runId: string): StripGroup[] {
  const groups = new Map<number, { stageId: string; status: Status }[]>();
  for (const { executionGroup, stageId, status, supersededAt } of tables.stages.in("run", runId)) {
    if (supersededAt !== null) continue;
    const stages = groups.get(executionGroup);
    if (stages) stages.push({ stageId, status });
    else groups.set(executionGroup, [{ stageId, status }]);
  }
  return [...groups].map(([group, stages]) => ({ group, stages }));
}
