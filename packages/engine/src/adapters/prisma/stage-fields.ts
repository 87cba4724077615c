/** What an update of a stage may change. */

import {
  storableDate,
  storableInt32,
  storableInteger,
  storableNumber,
  storableText,
} from "../../domain/storable.js";
import type { StageChange } from "../../ports/engine-persistence.js";
import { toDocumentOrNull } from "./columns.js";
import type { ChangeableTable, Field } from "./row-moves.js";

const time = (name: string, column: string): Field<Date | null> => ({
  column,
  type: "time",
  toCell: (at) => at && storableDate(name, at),
});

const millis = (name: string, column: string): Field<number | null> => ({
  column,
  type: "bigint",
  toCell: (value) => (value === null ? null : storableInteger(name, value)),
});

/** There is no stage without its counts and sums: clearing one is zero. */
const count = (name: string, column: string): Field<number | null> => ({
  column,
  type: "integer",
  toCell: (value) => storableInt32(name, value ?? 0),
});

const words = (column: string): Field<string | null> => ({
  column,
  type: "text",
  toCell: (value) => (value === null ? null : storableText(value)),
});

const document = (column: string): Field<unknown> => ({ column, type: "text", toCell: toDocumentOrNull });

export const STAGES: ChangeableTable<StageChange> = {
  name: "workflow_stages",
  fields: {
    status: { column: "status", type: "text", toCell: (status) => status },
    startedAt: time("startedAt", "started_at"),
    completedAt: time("completedAt", "completed_at"),
    duration: millis("duration", "duration"),
    outputData: document("output_data"),
    config: document("config"),
    suspendedState: document("suspended_state"),
    resumeData: document("resume_data"),
    nextPollAt: time("nextPollAt", "next_poll_at"),
    pollInterval: millis("pollInterval", "poll_interval"),
    maxWaitUntil: time("maxWaitUntil", "max_wait_until"),
    metrics: document("metrics"),
    embeddingInfo: document("embedding_info"),
    artifacts: document("artifacts"),
    errorMessage: words("error_message"),
    errorCode: words("error_code"),
    queuedAt: time("queuedAt", "queued_at"),
    suspendedAt: time("suspendedAt", "suspended_at"),
    resumedAt: time("resumedAt", "resumed_at"),
    pollCount: count("pollCount", "poll_count"),
    deliveries: count("deliveries", "deliveries"),
    workerId: words("worker_id"),
    progress: {
      column: "progress",
      type: "real",
      toCell: (share) => (share === null ? null : storableNumber("progress", share)),
    },
    progressText: words("progress_text"),
    cost: { column: "cost", type: "real", toCell: (usd) => storableNumber("cost", usd ?? 0) },
    tokens: {
      column: "tokens",
      type: "bigint",
      toCell: (value) => storableInteger("tokens", value ?? 0),
    },
  },
};
