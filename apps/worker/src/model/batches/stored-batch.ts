/** A local batch as it is kept: one artifact of the run that waits for it, pruned with it. */

import type { EnginePersistence } from "@stageline/engine";
import { BatchApiError } from "@stageline/engine/ai";
import { z } from "zod";

export type Artifacts = Pick<EnginePersistence, "saveArtifact" | "loadArtifact">;

const localBatch = z.object({
  submittedAt: z.string(),
  requests: z.array(z.object({ id: z.string(), body: z.unknown() })),
  /** Of the first requests; the others wait. */
  answers: z.array(
    z.union([
      z.object({ id: z.string(), ok: z.literal(true), body: z.unknown() }),
      z.object({ id: z.string(), ok: z.literal(false), kind: z.literal("failed"), message: z.string() }),
    ]),
  ),
  isCancelled: z.boolean(),
});
export type LocalBatch = z.infer<typeof localBatch>;

/** Run, stage and attempt: what a stage's idempotency key is made of. */
const KEY = /^(?<runId>.+):(?<stage>[^:]+):(?<attempt>\d+)$/s;

interface Place {
  readonly runId: string;
  readonly key: string;
}

/** @throws {BatchApiError} if the key is not a stage's */
function placeOf(batchKey: string): Place {
  const { runId, stage, attempt } = KEY.exec(batchKey)?.groups ?? {};
  if (runId === undefined)
    throw new BatchApiError(`${JSON.stringify(batchKey)} does not name the attempt of a stage`, {
      isRetryable: false,
    });
  return { runId, key: `batches/${stage}.${attempt}.json` };
}

/** @returns undefined if there is none */
export async function loadBatch(artifacts: Artifacts, batchKey: string): Promise<LocalBatch | undefined> {
  const { runId, key } = placeOf(batchKey);
  const stored = await artifacts.loadArtifact(runId, key);
  return stored === undefined ? undefined : localBatch.parse(stored);
}

export async function saveBatch(artifacts: Artifacts, batchKey: string, batch: LocalBatch): Promise<void> {
  const { runId, key } = placeOf(batchKey);
  const size = Buffer.byteLength(JSON.stringify(batch));
  await artifacts.saveArtifact({ workflowRunId: runId, key, type: "ARTIFACT", data: batch, size });
}
