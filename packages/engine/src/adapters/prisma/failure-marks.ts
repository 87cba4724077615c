/** What people say of failures that are alike. */

import type {
  FailureGroupKey,
  FailureKind,
  FailureMark,
  FailureMarkState,
} from "../../domain/failure-mark.js";
import { canBeStoredId, storableId, storableText } from "../../domain/storable.js";
import { instant, type Row, text } from "./columns.js";
import type { Db } from "./db.js";
import { sql } from "./sql.js";

export async function markFailures(db: Db, mark: Omit<FailureMark, "markedAt">): Promise<void> {
  const { now } = db.dialect;
  await db.execute(sql`
    insert into failure_marks (kind, subject, fingerprint, state, reason, actor_id, marked_at)
    values (${mark.kind}, ${storableId("subject", mark.subject)}, ${storableId("fingerprint", mark.fingerprint)},
      ${mark.state}, ${storableText(mark.reason)}, ${storableId("actorId", mark.actorId)}, ${now})
    on conflict (kind, subject, fingerprint) do update set state = excluded.state, reason = excluded.reason,
      actor_id = excluded.actor_id, marked_at = excluded.marked_at`);
}

export async function unmarkFailures(
  db: Db,
  { kind, subject, fingerprint }: FailureGroupKey,
): Promise<boolean> {
  if (!canBeStoredId(subject) || !canBeStoredId(fingerprint)) return false;
  const removed = await db.execute(sql`
    delete from failure_marks where kind = ${kind} and subject = ${subject} and fingerprint = ${fingerprint}`);
  return removed > 0;
}

export const toFailureMark = (row: Row): FailureMark => ({
  kind: text(row.kind) as FailureKind,
  subject: text(row.subject),
  fingerprint: text(row.fingerprint),
  state: text(row.state) as FailureMarkState,
  reason: text(row.reason),
  actorId: text(row.actor_id),
  markedAt: instant(row.marked_at),
});
