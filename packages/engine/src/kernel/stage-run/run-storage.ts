/** `ctx.storage`: values of one run, kept as its artifacts. No key reaches outside the run. */

import type { RunStorage } from "../../domain/definition/stage.js";
import { EngineError } from "../../domain/errors.js";
import { encodeDocument } from "../../domain/json-document.js";
import type { EnginePersistence } from "../../ports/engine-persistence.js";

/** The key is not a plain relative path. */
export class StorageKeyError extends EngineError {
  override readonly name = "StorageKeyError";
  readonly code = "INVALID_INPUT";

  constructor(key: string) {
    super(
      `Storage key ${JSON.stringify(key)} must be a relative path of 1 to 300 characters without "..", "\\\\" or empty parts`,
    );
  }
}

export function runStorage(
  persistence: EnginePersistence,
  { runId, stageRecordId }: { runId: string; stageRecordId: string },
): RunStorage {
  return {
    async save(key, data) {
      const size = Buffer.byteLength(typeof data === "string" ? data : encodeDocument(data));
      await persistence.saveArtifact({
        workflowRunId: runId,
        workflowStageId: stageRecordId,
        key: storageKey(key),
        type: "ARTIFACT",
        data,
        size,
      });
    },
    load: async (key) => persistence.loadArtifact(runId, storageKey(key)),
    has: async (key) => persistence.hasArtifact(runId, storageKey(key)),
    delete: async (key) => persistence.deleteArtifact(runId, storageKey(key)),
  };
}

/** @throws {StorageKeyError} */
function storageKey(key: string): string {
  const isPath = key.length >= 1 && key.length <= 300 && !key.includes("\\") && !key.includes("\0");
  const parts = key.split("/");
  if (!isPath || parts.some((part) => part === "" || part === "." || part === ".."))
    throw new StorageKeyError(key);
  return key;
}
