/** Single AI calls of some days, newest or most expensive first. */

import type {
  CostCallFilter,
  CostCallPage,
  CostCallView,
  DearCallFilter,
  DearCalls,
} from "../../../read/costs.js";
import { dateOf } from "../columns.js";
import type { Moment } from "../database.js";
import { by, descending, oldestFirst } from "../order.js";
import type { AiCallRow } from "../rows.js";
import { toCallView } from "./ai-calls.js";
import { costMatches } from "./cost-matches.js";
import { placeFrom } from "./page.js";

export function listCostCalls(moment: Moment, filter: CostCallFilter): CostCallPage {
  const { cursor, limit, isPriced } = filter;
  const found = newestFirst(moment, filter).filter(
    (call) =>
      (isPriced === undefined || call.priced === isPriced) &&
      (cursor === undefined || placeFrom(call, cursor) < 0),
  );
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last ? { createdAt: dateOf(last.createdAt), id: last.id } : null;
  return { rows: shown.map(toView), next, readTo: null };
}

export function listDearCalls(moment: Moment, filter: DearCallFilter): DearCalls {
  const calls = newestFirst(moment, filter)
    .filter(({ cost }) => cost > 0)
    .sort(descending(({ cost }) => cost));
  return { calls: calls.slice(0, filter.limit).map(toView), readFrom: null };
}

const newestFirst = ({ tables }: Moment, filter: DearCallFilter): AiCallRow[] =>
  [...tables.aiCalls.all()].filter((call) => costMatches(call, filter)).sort(by((a, b) => oldestFirst(b, a)));

const toView = (row: AiCallRow): CostCallView => ({ ...toCallView(row), workflowId: row.workflowId });
