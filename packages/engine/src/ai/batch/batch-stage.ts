/**
 * A stage that is one batch of model requests.
 *
 *   submit  requests made, batch handed over once, stage SUSPENDED with its handle
 *   poll    asked at growing intervals; a trouble of the provider's only delays
 *   end     results in the order of the requests, calls recorded with the outcome, output made
 * Requests are made anew at the end instead of being stored: their fingerprint tells whether they are the same.
 */

import { z } from "zod";
import type { Submission } from "../../domain/definition/async-batch-stage.js";
import {
  type AsyncBatchStageDefinition,
  type CancelContext,
  type Completion,
  defineAsyncBatchStage,
  type WorkCancelled,
} from "../../domain/definition/async-batch-stage.js";
import type { StageContext, StageSettings } from "../../domain/definition/stage.js";
import type { BatchItem, BatchResult, StageBatch } from "../../domain/definition/stage-batch.js";
import { BatchApiError, type BatchHandle, type BatchModel } from "./batch-api.js";
import { BatchFailedError, BatchItemsFailedError, BatchRequestsChangedError } from "./batch-stage-errors.js";
import { type PollPace, pollInMs } from "./poll-pace.js";

export interface BatchStageOptions<
  Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType,
  Value,
> extends StageSettings<Id, Input, Output, Config> {
  /** Default: the worker's batch model. */
  model?: BatchModel;
  /**
   * What is asked. Called again when the batch has ended and must then give the same: let it depend on the input, the
   * config, earlier outputs and the run's storage alone. With no requests there is no batch, and `output` gets no results.
   */
  requests(
    ctx: StageContext<z.output<Input>, z.output<Config>>,
  ): Promise<readonly BatchItem<Value>[]> | readonly BatchItem<Value>[];
  /** Makes the stage's output; result i is that of request i. It may run again, in another process. */
  output(
    ctx: StageContext<z.output<Input>, z.output<Config>>,
    results: readonly BatchResult<NoInfer<Value>>[],
  ): Promise<z.input<Output>> | z.input<Output>;
  /**
   * What to do when requests have no usable result: `fail` the stage, or hand them to `output` like the others. Default
   * `fail`.
   */
  onFailedItems?: "fail" | "hand over";
  /** Milliseconds until the batch is first asked after. Default 15,000. */
  pollIntervalMs?: number;
  /** Milliseconds that the intervals grow to, each half as long again as the one before. Default 600,000. */
  maxPollIntervalMs?: number;
  /** Milliseconds after which the batch is cancelled and the stage fails. Default 25 h: providers take up to 24. */
  maxWaitMs?: number;
}

const batchState = z.object({
  /** Null while it is not known whether the provider has the batch. */
  handle: z
    .object({ provider: z.string(), batchId: z.string(), submittedAt: z.string(), size: z.number() })
    .nullable(),
  fingerprint: z.string(),
  /** How often it was asked. */
  polls: z.number(),
});
export type BatchStageState = z.infer<typeof batchState>;

const HOUR_MS = 3_600_000;

/**
 * Defines a stage that asks a model many things in one batch.
 *
 * @example
 * defineBatchStage({
 *   id: "classify",
 *   name: "Classify",
 *   schemas: { input: z.array(z.string()), output: z.array(z.string()) },
 *   requests: ({ input }) => input.map((text) => ({ prompt: `Topic of: ${text}`, maxOutputTokens: 20 })),
 *   output: (_, results) => results.map((result) => (result.ok ? result.text : "unknown")),
 *   onFailedItems: "hand over",
 * })
 * @throws {DefinitionError} if the id or a number is out of its range
 */
export function defineBatchStage<
  const Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType = z.ZodUndefined,
  Value = string,
>(
  options: BatchStageOptions<Id, Input, Output, Config, Value>,
): AsyncBatchStageDefinition<Id, Input, Output, Config, BatchStageState> {
  const {
    model,
    onFailedItems = "fail",
    pollIntervalMs = 15_000,
    maxPollIntervalMs = 600_000,
    maxWaitMs = 25 * HOUR_MS,
    requests: makeRequests,
    output: makeOutput,
    ...settings
  } = options;
  type Context = StageContext<z.output<Input>, z.output<Config>>;
  const pace: PollPace = { firstMs: pollIntervalMs, longestMs: maxPollIntervalMs };

  async function submit(ctx: Context): Promise<Submission<BatchStageState, z.input<Output>>> {
    const items = await makeRequests(ctx);
    if (items.length === 0) return { output: await makeOutput(ctx, []) };
    const batch = ctx.batch(model);
    const state: BatchStageState = { handle: null, fingerprint: await batch.fingerprint(items), polls: 0 };
    const waitMs = pollInMs(pace, 0);
    try {
      const handle = await batch.submit(items);
      ctx.log("INFO", `Batch ${handle.batchId} of ${handle.size} requests is at ${handle.provider}`);
      return { suspend: { state: { ...state, handle }, pollInMs: waitMs } };
    } catch (error) {
      // Whether the provider has it is not known. It is looked for until it is found, or certain not to be there.
      const askInMs = delayOf(error, waitMs);
      if (askInMs === undefined) throw error;
      ctx.log("WARN", `The batch could not be handed over, trying again: ${messageOf(error)}`);
      return { suspend: { state, pollInMs: askInMs } };
    }
  }

  async function checkCompletion(
    ctx: Context,
    stored: BatchStageState,
  ): Promise<Completion<BatchStageState, z.input<Output>>> {
    const before = batchState.parse(stored);
    const state = { ...before, polls: before.polls + 1 };
    const waitMs = pollInMs(pace, state.polls);
    try {
      return await ask(ctx, state, waitMs);
    } catch (error) {
      const askInMs = delayOf(error, waitMs);
      if (askInMs === undefined) throw error;
      ctx.log("WARN", `Asking after the batch did not work, trying again: ${messageOf(error)}`);
      return { ready: false, state, pollInMs: askInMs };
    }
  }

  async function ask(
    ctx: Context,
    state: BatchStageState,
    waitMs: number,
  ): Promise<Completion<BatchStageState, z.input<Output>>> {
    const batch = ctx.batch(model);
    const { handle } = state;
    if (handle === null) {
      const items = await sameRequests(ctx, batch, state);
      const found = await batch.submit(items);
      ctx.log("INFO", `Batch ${found.batchId} of ${found.size} requests is at ${found.provider}`);
      return { ready: false, state: { ...state, handle: found, polls: 0 }, pollInMs: pollInMs(pace, 0) };
    }
    const found = await batch.check(handle);
    if (found.status === "failed") throw new BatchFailedError(handle.batchId, found.message);
    if (found.status === "working") {
      const done = found.done + found.failed;
      ctx.progress(done / handle.size, `${done} of ${handle.size} requests answered`);
      return { ready: false, state, pollInMs: waitMs };
    }
    const items = await sameRequests(ctx, batch, state);
    const results = await batch.results(handle, items);
    if (onFailedItems === "fail" && results.some(({ ok }) => !ok))
      throw new BatchItemsFailedError(handle.batchId, results);
    return { ready: true, output: await makeOutput(ctx, results) };
  }

  async function sameRequests(ctx: Context, batch: StageBatch, { fingerprint }: BatchStageState) {
    const items = await makeRequests(ctx);
    if (items.length === 0 || (await batch.fingerprint(items)) !== fingerprint)
      throw new BatchRequestsChangedError(ctx.stageId);
    return items;
  }

  return defineAsyncBatchStage({
    ...settings,
    submit,
    checkCompletion,
    cancelWork: (ctx, state) => cancelBatch(ctx, ctx.batch(model), state?.handle ?? undefined),
    pollIntervalMs,
    maxWaitMs,
  });
}

const handOverNote = z.object({ size: z.number() });

/** Cancels the batch, waits for its end, and records what had been answered by then: it was charged. */
async function cancelBatch(
  ctx: CancelContext,
  batch: StageBatch,
  known: BatchHandle | undefined,
): Promise<WorkCancelled> {
  const noted = handOverNote.safeParse(ctx.note);
  const handle = known ?? (noted.success ? await batch.find(noted.data.size, ctx.handedOverAt) : undefined);
  if (handle === undefined) return { done: true };
  const { status } = await batch.check(handle);
  if (status === "working") {
    await batch.cancel(handle);
    return { done: false };
  }
  if (status === "ended") await batch.recordUnread(handle);
  return { done: true };
}

/** Milliseconds until a provider in trouble is asked again; undefined for an error that asking again does not help. */
function delayOf(error: unknown, waitMs: number): number | undefined {
  if (!(error instanceof BatchApiError) || !error.isRetryable) return undefined;
  return Math.max(waitMs, error.retryAfterMs ?? 0);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
