/** One payload, cut by the database so that 10 MB are never fetched to show a screenful. */

import { canBeStoredId } from "../../../domain/storable.js";
import type { PayloadRequest } from "../../../read/filters.js";
import type { PayloadView } from "../../../read/views.js";
import { text, whole } from "../columns.js";
import type { Db } from "../db.js";
import { raw, sql } from "../sql.js";

/** Where each kind is kept: table and column. */
const KEPT_IN: Readonly<Record<PayloadRequest["kind"], readonly [table: string, column: string]>> = {
  runInput: ["workflow_runs", "input"],
  runOutput: ["workflow_runs", "output"],
  runConfig: ["workflow_runs", "config"],
  stageInput: ["workflow_stages", "input_data"],
  stageOutput: ["workflow_stages", "output_data"],
  stageConfig: ["workflow_stages", "config"],
  artifact: ["workflow_artifacts", "data"],
  annotationPayload: ["workflow_annotations", "payload"],
  aiCallPrompt: ["ai_calls", "prompt"],
  aiCallResponse: ["ai_calls", "response"],
  eventPayload: ["outbox_events", "payload"],
};

/** By primary key. */
export async function getPayload(
  db: Db,
  { kind, id, fromChar = 0, maxChars }: PayloadRequest,
): Promise<PayloadView | null> {
  if (!canBeStoredId(id)) return null;
  const [table, column] = KEPT_IN[kind].map((name) => raw(name));
  const [row] = await db.read(sql`
    select substr(${column}, ${fromChar + 1}, ${maxChars}) as text, length(${column}) as total from ${table}
    where id = ${id} and ${column} is not null`);
  if (!row) return null;
  const totalChars = whole(row.total);
  return { text: text(row.text), totalChars, isCut: totalChars > fromChar + maxChars };
}
