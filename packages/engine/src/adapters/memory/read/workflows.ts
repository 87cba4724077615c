/** Workflows as workers announced them. */

import type { StoredWorkflow } from "../../../domain/workflow-shape.js";
import type { Moment } from "../database.js";
import { lastSeenFirst, toDefinition } from "../definitions.js";
import { compareText } from "../order.js";
import type { DefinitionRow } from "../rows.js";

/** The version of each that was seen last, by workflow id. */
export function listWorkflows({ tables }: Moment): StoredWorkflow[] {
  const newest = new Map<string, DefinitionRow>();
  for (const row of [...tables.definitions.all()].sort(lastSeenFirst))
    if (!newest.has(row.workflowId)) newest.set(row.workflowId, row);
  return [...newest.values()].sort((a, b) => compareText(a.workflowId, b.workflowId)).map(toDefinition);
}
