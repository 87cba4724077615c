/** What workers know of their workflows, by content: every version that was ever announced. */

import { encodeDocument } from "../../domain/json-document.js";
import { canBeStoredId, storableId, storableText } from "../../domain/storable.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import { fromDocument, fromDocumentOrNull, type Row, text, textOrNull, toDocumentOrNull } from "./columns.js";
import type { Db } from "./db.js";
import { empty, sql } from "./sql.js";

/** Inserts a version, or notes that it was seen again: one statement over the primary key. */
export async function saveDefinition(db: Db, definition: StoredWorkflow, seenBy: string): Promise<void> {
  const { now } = db.dialect;
  await db.execute(sql`
    insert into workflow_definitions (workflow_id, content_hash, name, description, groups, input_schema, config_schema,
      first_seen_at, last_seen_at, last_seen_by)
    values (${storableId("workflowId", definition.workflowId)}, ${storableId("contentHash", definition.contentHash)},
      ${storableText(definition.name)}, ${definition.description === null ? null : storableText(definition.description)},
      ${encodeDocument(definition.groups)}, ${toDocumentOrNull(definition.inputSchema)},
      ${toDocumentOrNull(definition.configSchema)}, ${now}, ${now}, ${storableText(seenBy)})
    on conflict (workflow_id, content_hash) do update set name = excluded.name, description = excluded.description,
      last_seen_at = excluded.last_seen_at, last_seen_by = excluded.last_seen_by`);
}

/** The named version, or the one seen last. Walks workflow_definitions_seen_idx. */
export async function getDefinition(
  db: Db,
  workflowId: string,
  contentHash?: string,
): Promise<StoredWorkflow | null> {
  if (!canBeStoredId(workflowId) || !canBeStoredId(contentHash ?? "")) return null;
  const [row] = await db.read(sql`
    select * from workflow_definitions where workflow_id = ${workflowId}
      ${contentHash === undefined ? empty : sql`and content_hash = ${contentHash}`}
    order by last_seen_at desc, first_seen_at desc, content_hash limit 1`);
  return row ? toDefinition(row) : null;
}

export const toDefinition = (row: Row): StoredWorkflow => ({
  workflowId: text(row.workflow_id),
  contentHash: text(row.content_hash),
  name: text(row.name),
  description: textOrNull(row.description),
  groups: fromDocument(row.groups) as StoredWorkflow["groups"],
  inputSchema: fromDocumentOrNull(row.input_schema) as StoredWorkflow["inputSchema"],
  configSchema: fromDocumentOrNull(row.config_schema) as StoredWorkflow["configSchema"],
});
