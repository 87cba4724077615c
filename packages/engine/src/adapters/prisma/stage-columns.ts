/** A new stage as the columns of its row. */

import { newId } from "../../domain/ids.js";
import { storableDate, storableId, storableInt32, storableText } from "../../domain/storable.js";
import type { CreateStageInput } from "../../ports/workflow-persistence.js";
import { toDocumentOrNull } from "./columns.js";
import type { Dialect } from "./dialect/dialect.js";
import { type Sql, sql } from "./sql.js";

export const COLUMNS = {
  id: "text",
  run_id: "text",
  stage_id: "text",
  stage_name: "text",
  stage_number: "integer",
  execution_group: "integer",
  attempt: "integer",
  status: "text",
  started_at: "time",
  queued_at: "time",
  config: "text",
  input_data: "text",
} as const;

/** @throws {UnstorableValueError} */
export const toColumns = (data: CreateStageInput) => ({
  id: newId(),
  run_id: storableId("workflowRunId", data.workflowRunId),
  stage_id: storableId("stageId", data.stageId),
  stage_name: storableText(data.stageName),
  stage_number: storableInt32("stageNumber", data.stageNumber),
  execution_group: storableInt32("executionGroup", data.executionGroup),
  attempt: storableInt32("attempt", data.attempt ?? 0),
  status: data.status ?? "PENDING",
  started_at: data.startedAt ? storableDate("startedAt", data.startedAt) : null,
  queued_at: data.queuedAt ? storableDate("queuedAt", data.queuedAt) : null,
  config: toDocumentOrNull(data.config),
  input_data: toDocumentOrNull(data.inputData),
});

/** Before `from` the rows, which are called `t`. */
export const insertInto = ({ now }: Dialect): Sql => sql`
  insert into workflow_stages (id, created_at, updated_at, workflow_run_id, stage_id, stage_name, stage_number,
    execution_group, attempt, status, started_at, queued_at, config, input_data)
  select t.id, ${now}, ${now}, t.run_id, t.stage_id, t.stage_name, t.stage_number,
    t.execution_group, t.attempt, t.status, t.started_at, t.queued_at, t.config, t.input_data`;
