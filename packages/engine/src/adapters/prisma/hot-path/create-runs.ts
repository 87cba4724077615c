/** New runs and their first event in one statement. */

import { newId } from "../../../domain/ids.js";
import { encodeDocument } from "../../../domain/json-document.js";
import { storableId } from "../../../domain/storable.js";
import type { NewRun } from "../../../ports/hot-path.js";
import type { HotConnection } from "../connect/postgresql-hot.js";
import { RUN_COLUMNS, toRunColumns } from "../new-runs.js";
import { APPEND_EVENTS, type Cells, columnArrays, NOW, tableOf } from "./fragments.js";

const CREATED = {
  ...RUN_COLUMNS,
  event_id: "text",
  event_type: "text",
  payload: "text",
  causation_id: "text",
  occurred_at: "time",
} as const;

/** All or none: an id that is taken fails the statement. */
const CREATE = `
  with given as materialized (select * from ${tableOf(CREATED, "g", 1)}),
  made_run as (
    insert into workflow_runs (id, created_at, updated_at, workflow_id, workflow_name, workflow_type, input, config,
      priority, metadata, parent_run_id, definition_hash)
    select id, ${NOW}, ${NOW}, workflow_id, workflow_name, workflow_type, input, config, priority, metadata,
      parent_run_id, definition_hash
    from given order by id
  ),
  event as materialized (
    select event_id as id, id as run_id, 1 as place, event_type, payload, causation_id, occurred_at from given
  ),
  ${APPEND_EVENTS}
  select count(*) from given`;

export async function createRuns(connection: HotConnection, runs: readonly NewRun[]): Promise<void> {
  if (runs.length > 0) await connection.run(CREATE, columnArrays(CREATED, runs.map(toCells)));
}

const toCells = ({ run, event }: NewRun): Cells<typeof CREATED> => ({
  ...toRunColumns(run),
  event_id: newId(),
  event_type: event.eventType,
  payload: encodeDocument(event.payload),
  causation_id: storableId("causationId", event.causationId),
  occurred_at: event.occurredAt,
});
