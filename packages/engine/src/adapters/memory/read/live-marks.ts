/** Marks that change with what they stand for. */

import type { LiveMarks } from "../../../read/live-marks.js";
import type { Moment } from "../database.js";

export function readLiveMarks({ tables }: Moment, runIds: readonly string[]): LiveMarks {
  let newest = "";
  for (const { id } of tables.events.all()) if (id > newest) newest = id;
  return {
    news: newest,
    runs: [...new Set(runIds)].flatMap((runId) => {
      const run = tables.runs.get(runId);
      if (run === undefined) return [];
      const reports = tables.stages
        .in("currentOfRun", runId)
        .filter(({ status }) => status === "RUNNING")
        .flatMap(({ lastReport }) => lastReport ?? []);
      return {
        runId,
        state: `${tables.events.in("run", runId).length} ${tables.annotations.in("run", runId).at(-1)?.id ?? ""}`,
        reports: [...reports].sort().join(" "),
      };
    }),
  };
}
