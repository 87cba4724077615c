/** Marks that change with what they stand for. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { LiveMarks } from "../../../read/live-marks.js";
import { type Row, textOrNull, whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

/**
 * One statement, whatever is watched: per run four rows by primary key, and its stages while it runs. Walks
 * workflow_annotations_run_idx and workflow_stages_current_key.
 */
export async function readLiveMarks(db: Db, runIds: readonly string[]): Promise<LiveMarks> {
  const rows = await db.read(sql`
    select n.newest, r.id, o.last_sequence, s.last_report,
      (select a.id from workflow_annotations a where a.workflow_run_id = r.id
        order by a.created_at desc, a.id desc limit 1) as annotation
    from (select max(id) as newest from outbox_events) n
      left join workflow_runs r on ${db.dialect.among(raw("r.id"), runIds.filter(canBeStoredId))}
      left join outbox_streams o on o.workflow_run_id = r.id
      left join workflow_stages s on s.workflow_run_id = r.id and s.superseded_at is null and s.status = 'RUNNING'
        and r.status in ('RUNNING', 'SUSPENDED')`);
  const ofRun = new Map<string, Row[]>();
  for (const row of rows) {
    const id = textOrNull(row.id);
    if (id !== null) ofRun.set(id, [...(ofRun.get(id) ?? []), row]);
  }
  return {
    news: textOrNull(rows[0]?.newest) ?? "",
    runs: [...ofRun].map(([runId, ofStages]) => ({
      runId,
      state: `${whole(ofStages[0]?.last_sequence ?? 0)} ${textOrNull(ofStages[0]?.annotation) ?? ""}`,
      reports: ofStages.flatMap(reportOf).sort().join(" "),
    })),
  };
}

const reportOf = ({ last_report }: Row): string[] => {
  const report = textOrNull(last_report);
  return report === null ? [] : [report];
};
