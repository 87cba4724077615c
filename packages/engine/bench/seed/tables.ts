/** What is written of synthetic history, table by table, in an order that every reference is there before its row. */

export const TABLES = {
  workflow_runs: [
    ["id", "created_at", "updated_at", "version", "workflow_id", "workflow_name", "workflow_type", "status"],
    ["started_at", "completed_at", "duration", "input", "output", "config", "total_cost", "total_tokens"],
    ["priority", "metadata", "attempt", "error_message", "error_code", "fingerprint", "definition_hash"],
  ],
  workflow_stages: [
    [
      "id",
      "created_at",
      "updated_at",
      "version",
      "workflow_run_id",
      "stage_id",
      "stage_name",
      "stage_number",
    ],
    ["execution_group", "attempt", "status", "queued_at", "started_at", "completed_at", "duration"],
    [
      "input_data",
      "output_data",
      "error_message",
      "error_code",
      "fingerprint",
      "superseded_at",
      "deliveries",
    ],
    ["worker_id", "cost", "tokens"],
  ],
  ai_calls: [
    ["id", "created_at", "topic", "call_type", "model_key", "model_id", "prompt", "response", "input_tokens"],
    ["output_tokens", "cost", "workflow_run_id", "workflow_id", "stage_id", "workflow_stage_id", "attempt"],
    ["provider", "status", "error", "finish_reason", "latency_ms", "priced"],
  ],
  workflow_annotations: [
    ["id", "created_at", "workflow_run_id", "workflow_stage_record_id", "attempt", "scope", "scope_id"],
    ["actor_kind", "actor_id", "actor_version", "key", "value"],
  ],
  workflow_logs: [["id", "created_at", "workflow_run_id", "workflow_stage_id", "level", "message"]],
  outbox_events: [
    ["id", "workflow_run_id", "sequence", "event_type", "payload", "causation_id", "occurred_at"],
    ["created_at", "published_at"],
  ],
  outbox_streams: [["workflow_run_id", "last_sequence", "done_sequence"]],
} as const;

export type Table = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as Table[];

type ColumnOf<Name extends Table> = (typeof TABLES)[Name][number][number];

export type Cell = string | number | boolean | Date | null;
/** A row by column, all columns named, so that none is forgotten. */
export type RowOf<Name extends Table> = Readonly<Record<ColumnOf<Name>, Cell>>;

export type Rows = { readonly [Name in Table]: RowOf<Name>[] };

export const noRows = (): Rows => ({
  workflow_runs: [],
  workflow_stages: [],
  ai_calls: [],
  workflow_annotations: [],
  workflow_logs: [],
  outbox_events: [],
  outbox_streams: [],
});

export const columnsOf = (table: Table): readonly string[] => TABLES[table].flat();

/** The cells of all rows of a table, each in the order of {@link columnsOf}. */
export function cellsOf(rows: Rows, table: Table): Cell[][] {
  const columns = columnsOf(table);
  const all: readonly Readonly<Record<string, Cell>>[] = rows[table];
  return all.map((row) => columns.map((column) => row[column] ?? null));
}
