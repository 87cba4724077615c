/** Keys under which a command takes effect once. A key's row commits with the command's effect. */

import { IdempotencyConflictError, NotFoundError } from "../../domain/errors.js";
import { encodeDocument } from "../../domain/json-document.js";
import { canBeStoredId, storableDate, storableId } from "../../domain/storable.js";
import type { AcquireOptions } from "../../ports/workflow-persistence.js";
import { fromDocumentOrNull, text, textOrNull } from "./columns.js";
import type { Db } from "./db.js";
import { sql } from "./sql.js";

export type Acquired =
  | { status: "acquired" }
  | { status: "replay"; result: unknown }
  | { status: "in_progress" };

/**
 * Inserts the key, or takes over one that was left in progress, each in one statement that only one caller wins. The
 * insert waits for a concurrent command with the same key to commit or roll back.
 */
export async function acquireIdempotencyKey(
  db: Db,
  key: string,
  commandType: string,
  options: AcquireOptions = {},
): Promise<Acquired> {
  storableId("idempotency key", key);
  storableId("commandType", commandType);
  const { dialect } = db;
  const { staleInProgressAfterMs } = options;
  const fingerprint = options.fingerprint ?? null;
  const now = options.now ? dialect.time(storableDate("now", options.now)) : dialect.now;
  for (;;) {
    const inserted = await db.execute(sql`
      insert into idempotency_keys (command_type, key, status, fingerprint, created_at, acquired_at)
      values (${commandType}, ${key}, 'IN_PROGRESS', ${fingerprint}, ${now}, ${now})
      on conflict (command_type, key) do nothing`);
    if (inserted > 0) return { status: "acquired" };
    if (staleInProgressAfterMs !== undefined) {
      const taken = await db.execute(sql`
        update idempotency_keys set acquired_at = ${now}
        where command_type = ${commandType} and key = ${key} and status = 'IN_PROGRESS'
          and acquired_at <= ${dialect.shift(now, -staleInProgressAfterMs)}
          and (fingerprint is null or cast(${fingerprint} as text) is null or fingerprint = ${fingerprint})`);
      if (taken > 0) return { status: "acquired" };
    }
    const [row] = await db.read(sql`
      select status, result, fingerprint from idempotency_keys
      where command_type = ${commandType} and key = ${key}`);
    // Released between the insert and this look: try again.
    if (!row) continue;
    const first = textOrNull(row.fingerprint);
    if (first !== null && fingerprint !== null && first !== fingerprint)
      throw new IdempotencyConflictError(key, commandType);
    return text(row.status) === "COMPLETED"
      ? { status: "replay", result: fromDocumentOrNull(row.result) }
      : { status: "in_progress" };
  }
}

/** The first result stays. One row by its primary key. */
export async function completeIdempotencyKey(
  db: Db,
  key: string,
  commandType: string,
  result: unknown,
): Promise<void> {
  const known = canBeStoredId(key) && canBeStoredId(commandType);
  const written = known
    ? await db.execute(sql`
        update idempotency_keys set status = 'COMPLETED', result = ${encodeDocument(result)}, completed_at = ${db.dialect.now}
        where command_type = ${commandType} and key = ${key} and status = 'IN_PROGRESS'`)
    : 0;
  if (written > 0) return;
  const found = known
    ? await db.read(
        sql`select 1 as found from idempotency_keys where command_type = ${commandType} and key = ${key}`,
      )
    : [];
  if (found.length === 0) throw new NotFoundError("idempotency key", key);
}

/** Forgets a key in progress; a completed one stays. One row by its primary key. */
export async function releaseIdempotencyKey(db: Db, key: string, commandType: string): Promise<void> {
  if (!canBeStoredId(key) || !canBeStoredId(commandType)) return;
  await db.execute(sql`
    delete from idempotency_keys where command_type = ${commandType} and key = ${key} and status = 'IN_PROGRESS'`);
}
