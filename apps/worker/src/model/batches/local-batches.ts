/**
 * A batch endpoint over the model in this process, so that batch stages work without a key and without a network.
 *
 * A batch is an artifact of its run, and is worked off in slices whenever somebody asks after it. Where one worker was
 * killed another goes on, with the answers of the last whole slice. Its id is made of its key, so that handing in the
 * same batch twice is handing it in once.
 */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { BatchApi, BatchHandle } from "@stageline/engine";
import { BatchApiError } from "@stageline/engine/ai";
import { LOCAL_PROVIDER, localModel } from "../local-model.js";
import { type Artifacts, type LocalBatch, loadBatch, saveBatch } from "./stored-batch.js";
import { callOf, storableResult } from "./stored-call.js";

/** Milliseconds that one question after a batch works at it; the request under way is finished. */
const SLICE_MS = 1_000;

export interface LocalBatchesOptions {
  readonly artifacts: Artifacts;
  /** Who answers. Default: the local model. */
  readonly model?: LanguageModelV4;
  /** Default 1,000. */
  readonly sliceMs?: number;
}

export function localBatches({
  artifacts,
  model = localModel(),
  sliceMs = SLICE_MS,
}: LocalBatchesOptions): BatchApi {
  const load = async ({ batchId }: BatchHandle): Promise<LocalBatch> => {
    const batch = await loadBatch(artifacts, batchId);
    if (batch !== undefined) return batch;
    throw new BatchApiError(`There is no batch ${batchId}`, { isRetryable: false, status: 404 });
  };
  return {
    provider: LOCAL_PROVIDER,
    maxRequests: 10_000,

    async submit({ key, requests }) {
      const known = await loadBatch(artifacts, key);
      if (known !== undefined) return handleOf(key, known);
      const submittedAt = new Date().toISOString();
      const batch: LocalBatch = { submittedAt, requests: [...requests], answers: [], isCancelled: false };
      await saveBatch(artifacts, key, batch);
      return handleOf(key, batch);
    },

    async find({ key }) {
      const batch = await loadBatch(artifacts, key);
      return batch && handleOf(key, batch);
    },

    async check(handle, signal) {
      const batch = await load(handle);
      if (batch.isCancelled) return { status: "ended", reason: "cancelled" };
      const answers = await workOff(batch, { model, sliceMs, signal });
      if (answers.length > batch.answers.length)
        await saveBatch(artifacts, handle.batchId, { ...batch, answers });
      if (answers.length === batch.requests.length) return { status: "ended", reason: "completed" };
      const failed = answers.filter(({ ok }) => !ok).length;
      return { status: "working", done: answers.length - failed, failed };
    },

    async *results(handle) {
      const { requests, answers, isCancelled } = await load(handle);
      yield* answers;
      if (!isCancelled) return;
      for (const { id } of requests.slice(answers.length))
        yield { id, ok: false, kind: "cancelled", message: "The batch was cancelled before it came to this" };
    },

    async cancel(handle) {
      const batch = await load(handle);
      if (batch.answers.length < batch.requests.length)
        await saveBatch(artifacts, handle.batchId, { ...batch, isCancelled: true });
    },
  };
}

const handleOf = (key: string, { submittedAt, requests }: LocalBatch): BatchHandle => ({
  provider: LOCAL_PROVIDER,
  batchId: key,
  submittedAt,
  size: requests.length,
});

interface Slice {
  readonly model: LanguageModelV4;
  readonly sliceMs: number;
  readonly signal: AbortSignal;
}

/** The answers so far and those of one slice, at least one. */
async function workOff(
  { requests, answers }: LocalBatch,
  { model, sliceMs, signal }: Slice,
): Promise<LocalBatch["answers"]> {
  const startedAt = performance.now();
  const all = [...answers];
  for (const { id, body } of requests.slice(answers.length)) {
    all.push(await answerOf(model, id, body, signal));
    if (performance.now() - startedAt >= sliceMs) break;
  }
  return all;
}

async function answerOf(
  model: LanguageModelV4,
  id: string,
  body: unknown,
  abortSignal: AbortSignal,
): Promise<LocalBatch["answers"][number]> {
  try {
    return { id, ok: true, body: storableResult(await model.doGenerate({ ...callOf(body), abortSignal })) };
  } catch (error) {
    abortSignal.throwIfAborted();
    return { id, ok: false, kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
