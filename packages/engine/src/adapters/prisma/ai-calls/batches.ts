/** Batches of AI calls, recorded once however many callers race. */

import { canBeStoredId, storableId } from "../../../domain/storable.js";
import type { Db } from "../db.js";
import { sql } from "../sql.js";
import type { AiCallRow } from "./columns.js";
import { insertAiCalls } from "./insert.js";

/** Whoever inserts the batch's row records the calls; the others wait for that to commit, and do nothing. */
export async function recordBatch(db: Db, batchId: string, rows: readonly AiCallRow[]): Promise<void> {
  storableId("batchId", batchId);
  await db.transaction(async (tx) => {
    const isFirst = await tx.execute(sql`
      insert into ai_batches (batch_id, recorded_at, calls) values (${batchId}, ${tx.dialect.now}, ${rows.length})
      on conflict (batch_id) do nothing`);
    if (isFirst > 0) await insertAiCalls(tx, rows);
  });
}

export async function isRecorded(db: Db, batchId: string): Promise<boolean> {
  if (!canBeStoredId(batchId)) return false;
  const rows = await db.read(sql`select 1 as found from ai_batches where batch_id = ${batchId}`);
  return rows.length > 0;
}
