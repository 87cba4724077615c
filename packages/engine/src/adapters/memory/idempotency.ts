/** Keys under which a command takes effect once. */

import { IdempotencyConflictError, NotFoundError } from "../../domain/errors.js";
import { encodeDocument } from "../../domain/json-document.js";
import { storableId } from "../../domain/storable.js";
import type { AcquireOptions } from "../../ports/workflow-persistence.js";
import { documentOrNull, toTime } from "./columns.js";
import type { Moment } from "./database.js";
import { keyOf } from "./tables.js";

export type Acquired =
  | { status: "acquired" }
  | { status: "replay"; result: unknown }
  | { status: "in_progress" };

/** Inserts the key, or takes over one that was left in progress for too long, which restarts its clock. */
export function acquireIdempotencyKey(
  { tables, now: clock }: Moment,
  key: string,
  commandType: string,
  options: AcquireOptions = {},
): Acquired {
  storableId("idempotency key", key);
  storableId("commandType", commandType);
  const now = options.now ? toTime("now", options.now) : clock;
  const fingerprint = options.fingerprint ?? null;
  const row = tables.idempotency.get(keyOf(commandType, key));
  if (!row) {
    const fresh = { isCompleted: false, result: null, createdAt: now, acquiredAt: now };
    tables.idempotency.put({ commandType, key, fingerprint, ...fresh });
    return { status: "acquired" };
  }
  if (row.fingerprint !== null && fingerprint !== null && row.fingerprint !== fingerprint)
    throw new IdempotencyConflictError(key, commandType);
  if (row.isCompleted) return { status: "replay", result: documentOrNull(row.result) };
  const { staleInProgressAfterMs } = options;
  if (staleInProgressAfterMs === undefined || row.acquiredAt > now - staleInProgressAfterMs)
    return { status: "in_progress" };
  tables.idempotency.put({ ...row, acquiredAt: now });
  return { status: "acquired" };
}

/** The first result stays. */
export function completeIdempotencyKey(
  { tables }: Moment,
  key: string,
  commandType: string,
  result: unknown,
): void {
  const row = tables.idempotency.get(keyOf(commandType, key));
  if (!row) throw new NotFoundError("idempotency key", key);
  if (!row.isCompleted) tables.idempotency.put({ ...row, isCompleted: true, result: encodeDocument(result) });
}

/** Forgets a key in progress; a completed one stays. */
export function releaseIdempotencyKey({ tables }: Moment, key: string, commandType: string): void {
  const id = keyOf(commandType, key);
  if (tables.idempotency.get(id)?.isCompleted === false) tables.idempotency.delete(id);
}
