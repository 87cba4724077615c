/** What was last annotated to the runs of a page. */

import type { RunValue, RunValuesRequest } from "../../../read/run-values.js";
import { PREVIEW_CHARS } from "../../../read/views.js";
import type { Moment } from "../database.js";
import { by, byText } from "../order.js";
import { cut } from "./page.js";

export function runValues({ tables }: Moment, { ids, keys }: RunValuesRequest): RunValue[] {
  const newest = new Map<string, RunValue>();
  for (const runId of new Set(ids)) {
    for (const { key, value } of tables.annotations.in("run", runId)) {
      if (!keys.includes(key)) continue;
      newest.set(JSON.stringify([runId, key]), { runId, key, valuePreview: cut(value, PREVIEW_CHARS) });
    }
  }
  return [...newest.values()].sort(
    by(
      byText(({ runId }) => runId),
      byText(({ key }) => key),
    ),
  );
}
