/** Runs as they come in: one, or many in one statement. */

import { AlreadyExistsError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { WorkflowRunRecord } from "../../domain/records.js";
import { storableId, storableInt32, storableText } from "../../domain/storable.js";
import type { CreateRunInput } from "../../ports/workflow-persistence.js";
import { type Row, text, toDocumentOrNull } from "./columns.js";
import { failedAs } from "./database-error.js";
import type { Db } from "./db.js";
import type { Dialect } from "./dialect/dialect.js";
import { toRun } from "./runs.js";
import { raw, type Sql, sql } from "./sql.js";

/** Inserts a run. Waits for a concurrent insert of the same id to commit or roll back. */
export async function createRun(db: Db, data: CreateRunInput): Promise<WorkflowRunRecord> {
  const columns = toRunColumns(data);
  const [row] = await db.write(sql`
    ${insertInto(db.dialect)} from ${db.dialect.rows("t", RUN_COLUMNS, [columns])} where true
    on conflict do nothing
    returning *`);
  if (!row) throw new AlreadyExistsError("run", columns.id);
  return toRun(row);
}

/** Inserts all or none in one statement, in the order of their ids. */
export async function createRuns(db: Db, inputs: readonly CreateRunInput[]): Promise<WorkflowRunRecord[]> {
  const rows = inputs.map(toRunColumns);
  const ids = rows.map(({ id }) => id);
  refuseTwins(ids);
  if (rows.length === 0) return [];
  const { dialect } = db;
  // Counted: for `not exists` PostgreSQL expects one soon and reads the whole table.
  const isKnown = dialect.among(raw("id"), ids);
  const writing = db.write(sql`
    ${insertInto(dialect)} from ${dialect.rows("t", RUN_COLUMNS, rows)} where (select count(*) from workflow_runs where ${isKnown}) = 0
    order by t.id
    returning *`);
  const written = await writing.catch((error: unknown) => {
    // Committed by somebody else while we looked. The condition above sees all others without ending the transaction.
    if (failedAs(error, "unique")) throw new AlreadyExistsError("run", ids.join(", "), { cause: error });
    throw error;
  });
  if (written.length > 0) {
    const byId = new Map(written.map((row) => [text(row.id), row]));
    return ids.map((id) => toRun(byId.get(id) as Row)); // all or none
  }
  const known = await db.read(sql`select id from workflow_runs where ${isKnown} limit 1`);
  throw new AlreadyExistsError("run", known[0] ? text(known[0].id) : ids.join(", "));
}

/** One id twice within a call. */
function refuseTwins(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new AlreadyExistsError("run", id);
    seen.add(id);
  }
}

export const RUN_COLUMNS = {
  id: "text",
  workflow_id: "text",
  workflow_name: "text",
  workflow_type: "text",
  input: "text",
  config: "text",
  priority: "integer",
  metadata: "text",
  parent_run_id: "text",
  definition_hash: "text",
} as const;

export const toRunColumns = (data: CreateRunInput) => ({
  id: storableId("run id", data.id ?? newId()),
  workflow_id: storableId("workflowId", data.workflowId),
  workflow_name: storableText(data.workflowName),
  workflow_type: storableId("workflowType", data.workflowType),
  input: encodeDocument(data.input ?? null),
  config: encodeDocument(data.config ?? {}),
  priority: storableInt32("priority", data.priority ?? 5),
  metadata: toDocumentOrNull(data.metadata),
  parent_run_id: data.parentRunId === undefined ? null : storableId("parentRunId", data.parentRunId),
  definition_hash:
    data.definitionHash === undefined ? null : storableId("definitionHash", data.definitionHash),
});

/** Before `from` the rows. */
const insertInto = ({ now }: Dialect): Sql => sql`
  insert into workflow_runs (id, created_at, updated_at, workflow_id, workflow_name, workflow_type, input, config,
    priority, metadata, parent_run_id, definition_hash)
  select t.id, ${now}, ${now}, t.workflow_id, t.workflow_name, t.workflow_type, t.input, t.config,
    t.priority, t.metadata, t.parent_run_id, t.definition_hash`;
