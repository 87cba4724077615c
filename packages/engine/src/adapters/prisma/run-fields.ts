/** What an update of a run may change. */

import { fingerprintOrNull } from "../../domain/error-fingerprint.js";
import { encodeDocument } from "../../domain/json-document.js";
import {
  storableDate,
  storableId,
  storableInt32,
  storableInteger,
  storableNumber,
  storableText,
} from "../../domain/storable.js";
import type { UpdateRunInput } from "../../ports/workflow-persistence.js";
import { toDocumentOrNull } from "./columns.js";
import type { ChangeableTable } from "./row-moves.js";

export const RUNS: ChangeableTable<UpdateRunInput> = {
  name: "workflow_runs",
  fields: {
    status: { column: "status", type: "text", toCell: (status) => status },
    startedAt: { column: "started_at", type: "time", toCell: (at) => at && storableDate("startedAt", at) },
    completedAt: {
      column: "completed_at",
      type: "time",
      toCell: (at) => at && storableDate("completedAt", at),
    },
    duration: {
      column: "duration",
      type: "bigint",
      toCell: (ms) => (ms === null ? null : storableInteger("duration", ms)),
    },
    output: { column: "output", type: "text", toCell: toDocumentOrNull },
    // There is no run without these sums and counts: clearing one is zero.
    totalCost: {
      column: "total_cost",
      type: "real",
      toCell: (cost) => storableNumber("totalCost", cost ?? 0),
    },
    totalTokens: {
      column: "total_tokens",
      type: "bigint",
      toCell: (count) => storableInteger("totalTokens", count ?? 0),
    },
    attempt: {
      column: "attempt",
      type: "integer",
      toCell: (attempt) => storableInt32("attempt", attempt ?? 0),
    },
    openStages: {
      column: "open_stages",
      type: "integer",
      toCell: (count) => storableInt32("openStages", count ?? 0),
    },
    errorMessage: {
      column: "error_message",
      type: "text",
      toCell: (message) => message && storableText(message),
      derived: {
        column: "fingerprint",
        type: "text",
        toCell: (message) => fingerprintOrNull(message && storableText(message)),
      },
    },
    errorCode: { column: "error_code", type: "text", toCell: (code) => code && storableText(code) },
    definitionHash: {
      column: "definition_hash",
      type: "text",
      toCell: (hash) => hash && storableId("definitionHash", hash),
    },
    input: { column: "input", type: "text", toCell: encodeDocument },
    config: { column: "config", type: "text", toCell: encodeDocument },
  },
};
