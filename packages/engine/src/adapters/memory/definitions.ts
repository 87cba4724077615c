/** What workers know of their workflows, by content: every version that was ever announced. */

import { encodeDocument } from "../../domain/json-document.js";
import { storableId, storableText } from "../../domain/storable.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import { documentOf, documentOrNull, toDocumentOrNull, toTextOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import { by, byText, descending } from "./order.js";
import type { DefinitionRow } from "./rows.js";
import { keyOf } from "./tables.js";

/** Keeps a version, or notes that it was seen again. */
export function saveDefinition({ tables, now }: Moment, definition: StoredWorkflow, seenBy: string): void {
  const workflowId = storableId("workflowId", definition.workflowId);
  const contentHash = storableId("contentHash", definition.contentHash);
  const known = tables.definitions.get(keyOf(workflowId, contentHash));
  tables.definitions.put({
    ...(known ?? {
      workflowId,
      contentHash,
      groups: encodeDocument(definition.groups),
      inputSchema: toDocumentOrNull(definition.inputSchema),
      configSchema: toDocumentOrNull(definition.configSchema),
      firstSeenAt: now,
    }),
    name: storableText(definition.name),
    description: toTextOrNull(definition.description),
    lastSeenAt: now,
    lastSeenBy: storableText(seenBy),
  });
}

/** The named version, or the one seen last. */
export function getDefinition(
  { tables }: Moment,
  workflowId: string,
  contentHash?: string,
): StoredWorkflow | null {
  const [row] = tables.definitions
    .in("workflow", workflowId)
    .filter((version) => contentHash === undefined || version.contentHash === contentHash)
    .sort(lastSeenFirst);
  return row ? toDefinition(row) : null;
}

export const lastSeenFirst = by<DefinitionRow>(
  descending((row) => row.lastSeenAt),
  descending((row) => row.firstSeenAt),
  byText((row) => row.contentHash),
);

export const toDefinition = (row: DefinitionRow): StoredWorkflow => ({
  workflowId: row.workflowId,
  contentHash: row.contentHash,
  name: row.name,
  description: row.description,
  groups: documentOf(row.groups) as StoredWorkflow["groups"],
  inputSchema: documentOrNull(row.inputSchema) as StoredWorkflow["inputSchema"],
  configSchema: documentOrNull(row.configSchema) as StoredWorkflow["configSchema"],
});
