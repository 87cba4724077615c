/** What people say of failures that are alike. */

import type { FailureGroupKey, FailureMark } from "../../domain/failure-mark.js";
import { storableId, storableText } from "../../domain/storable.js";
import { dateOf } from "./columns.js";
import type { Moment } from "./database.js";
import type { FailureMarkRow } from "./rows.js";
import { keyOf } from "./tables.js";

export function markFailures({ tables, now }: Moment, mark: Omit<FailureMark, "markedAt">): void {
  tables.failureMarks.put({
    ...mark,
    subject: storableId("subject", mark.subject),
    fingerprint: storableId("fingerprint", mark.fingerprint),
    reason: storableText(mark.reason),
    actorId: storableId("actorId", mark.actorId),
    markedAt: now,
  });
}

export function unmarkFailures({ tables }: Moment, group: FailureGroupKey): boolean {
  const key = markKey(group);
  const isMarked = tables.failureMarks.get(key) !== undefined;
  if (isMarked) tables.failureMarks.delete(key);
  return isMarked;
}

export const markKey = ({ kind, subject, fingerprint }: FailureGroupKey): string =>
  keyOf(kind, subject, fingerprint);

export const toFailureMark = (row: FailureMarkRow): FailureMark => ({
  ...row,
  markedAt: dateOf(row.markedAt),
});
