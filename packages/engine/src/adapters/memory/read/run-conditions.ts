/** Whether a run is what a search asks for. */

import { isStorableText } from "../../../domain/storable.js";
import type { RunFilter } from "../../../read/filters.js";
import {
  compares,
  matchesAny,
  type NumberField,
  type Pattern,
  type RunCondition,
  type RunSearch,
} from "../../../read/run-conditions.js";
import type { Moment } from "../database.js";
import type { RunRow } from "../rows.js";
import { beginsWith, contains, placeFrom } from "./page.js";

export function runMatches(moment: Moment, row: RunRow, filter: RunFilter): boolean {
  const { text, where = [] } = filter;
  return (
    isLeft(row, filter) &&
    (text === undefined || text === "" || mentions(row, text)) &&
    where.every((condition) => holds(moment, row, condition) !== condition.not)
  );
}

const isWorkflow = ({ on }: RunCondition): boolean => on === "workflow";

/** Whether the databases must look at every row for it. */
export const isSearch = ({ text, where = [] }: RunFilter): boolean =>
  (text !== undefined && text !== "") || !where.every(isWorkflow);

/** What had to be gone through: everything that the indexed filters leave on the page's side of its cursor. */
export function searched(moment: Moment, filter: RunFilter): RunSearch {
  const { cursor, direction, where = [] } = filter;
  const side = direction === "before" ? 1 : -1;
  const workflows = where.filter(isWorkflow);
  const onlyFailed = where.some(({ on, not }) => on === "error" && !not);
  const rows = [...moment.tables.runs.all()].filter(
    (row) =>
      isLeft(row, filter) &&
      workflows.every((condition) => holds(moment, row, condition) !== condition.not) &&
      (!onlyFailed || hasGoneWrong(row)) &&
      (cursor === undefined || Math.sign(placeFrom(row, cursor)) === side),
  );
  return { rows: rows.length, until: null };
}

const isLeft = (row: RunRow, { status, workflowId, from, to, fingerprint }: RunFilter): boolean =>
  (fingerprint === undefined || row.fingerprint === fingerprint) &&
  (status === undefined || status.includes(row.status)) &&
  (workflowId === undefined || workflowId.includes(row.workflowId)) &&
  (from === undefined || row.createdAt >= from.getTime()) &&
  (to === undefined || row.createdAt < to.getTime());

const mentions = (row: RunRow, words: string): boolean =>
  beginsWith(row.id, words) || contains(row.workflowId, words) || contains(row.workflowName, words);

const hasGoneWrong = ({ status }: RunRow): boolean => status === "FAILED" || status === "CANCELLED";

function holds({ tables, now }: Moment, row: RunRow, condition: RunCondition): boolean {
  switch (condition.on) {
    case "workflow":
      return matchesAny(row.workflowId, condition.is);
    case "stage":
      return tables.stages
        .in("run", row.id)
        .some(
          (stage) =>
            stage.supersededAt === null &&
            isAny(stage.stageId, condition.is) &&
            (condition.status === undefined || condition.status.includes(stage.status)),
        );
    case "annotation":
      return tables.annotations
        .in("run", row.id)
        .some(({ key, value }) => key === condition.key && hasValue(value, condition.is));
    case "actor":
      return tables.annotations
        .in("run", row.id)
        .some(({ actorId }) => actorId !== null && isAny(actorId, condition.is));
    case "error": {
      const error = `${row.errorCode ?? ""} ${row.errorMessage ?? ""}`;
      return (condition.not || hasGoneWrong(row)) && condition.has.some((words) => contains(error, words));
    }
    case "number": {
      const value = numberOf(row, condition.field, now);
      return value !== null && compares(value, condition.compare, condition.value);
    }
  }
}

function numberOf(row: RunRow, field: NumberField, now: number): number | null {
  if (field === "attempt") return row.attempt;
  if (field === "costUsd") return row.totalCost;
  if (field === "tokens") return row.totalTokens;
  if (row.duration !== null || row.startedAt === null) return row.duration;
  return (row.completedAt ?? now) - row.startedAt;
}

const isAny = (text: string, patterns: readonly Pattern[]): boolean =>
  patterns.some(
    ({ text: other, isPrefix }) =>
      isStorableText(other) && (isPrefix ? text.startsWith(other) : text === other),
  );

/** Annotated values are JSON: a text stands in quotes, a number does not. */
const hasValue = (json: string, is: readonly Pattern[]): boolean =>
  is.length === 0 ||
  is.some(({ text, isPrefix }) => {
    const quoted = JSON.stringify(text);
    return isAny(json, [
      { text: isPrefix ? quoted.slice(0, -1) : quoted, isPrefix },
      { text, isPrefix },
    ]);
  });
