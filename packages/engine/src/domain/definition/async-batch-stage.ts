/**
 * A stage whose work is done elsewhere and takes its time: a batch API, a review by people, a render farm.
 *
 * It hands the work over once and is then asked now and again whether it is done; no worker is held meanwhile.
 */

import type { z } from "zod";
import { DefinitionError } from "../errors.js";
import { type StageBase, type StageContext, type StageSettings, stageBase } from "./stage.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The work was handed over: ask again later. */
export interface Suspend<State> {
  readonly suspend: {
    /** What `checkCompletion` needs to ask, such as a batch's id. Kept with the stage: plain data, and not too much. */
    readonly state: State;
    /** Milliseconds until it is asked for the first time. Default: the stage's `pollIntervalMs`. */
    readonly pollInMs?: number;
    /** Milliseconds from now after which waiting has failed. Default: the stage's `maxWaitMs`. */
    readonly maxWaitMs?: number;
  };
}

/** There was nothing to wait for, or it was done already. */
export interface DoneAtOnce<Output> {
  readonly output: Output;
}

export type Submission<State, Output> = Suspend<State> | DoneAtOnce<Output>;

export type Completion<State, Output> =
  | {
      readonly ready: false;
      /** Milliseconds until it is asked again. Default: the stage's `pollIntervalMs`. */
      readonly pollInMs?: number;
      /** Replaces the state. Default: it stays. */
      readonly state?: State;
    }
  | { readonly ready: true; readonly output: Output };

/** What `cancelWork` gets to work with: what led to the stage may have been replaced by now. */
export interface CancelContext
  extends Pick<
    StageContext<never, never>,
    "runId" | "workflowId" | "stageId" | "attempt" | "idempotencyKey" | "signal" | "log" | "batch"
  > {
  /** When the work was first about to be handed over. */
  readonly handedOverAt: Date;
  /** What was noted of it then, if anything was. */
  readonly note: unknown;
}

export type WorkCancelled =
  | { readonly done: true }
  /** Ask again: it is not over yet. Milliseconds until then; default: growing from the stage's `pollIntervalMs`. */
  | { readonly done: false; readonly askInMs?: number };

export interface AsyncBatchStageOptions<
  Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType,
  State,
> extends StageSettings<Id, Input, Output, Config> {
  /**
   * Hands the work over. Once its answer is stored it is never called again in this attempt, whatever crashes; a
   * crash before that makes it run again, so give `ctx.idempotencyKey` to the provider.
   */
  submit(
    ctx: StageContext<z.output<Input>, z.output<Config>>,
  ): Promise<Submission<State, z.input<Output>>> | Submission<State, z.input<Output>>;
  /**
   * Says whether the work is done. What it throws is taken for a trouble that passes: it is asked again, at growing
   * intervals, until the wait is over. An error with `isRetryable: false` fails the stage at once.
   */
  checkCompletion(
    ctx: StageContext<z.output<Input>, z.output<Config>>,
    state: NoInfer<State>,
  ): Promise<Completion<NoInfer<State>, z.input<Output>>> | Completion<NoInfer<State>, z.input<Output>>;
  /**
   * Tells whoever has the work that it is not wanted any more: the run was cancelled, the stage replaced or failed, or
   * the wait was over. Called by any worker that knows the workflow, at growing intervals, until it says that it is done,
   * or until the stage's `maxWaitMs` are over once more; so it may be called for work that has ended or never began.
   * Default: nobody is told.
   *
   * @param state undefined when the stage ended before the answer of `submit` was stored
   */
  cancelWork?(ctx: CancelContext, state: NoInfer<State> | undefined): Promise<WorkCancelled> | WorkCancelled;
  /** Milliseconds between two questions unless an answer says otherwise. Default 60,000. */
  pollIntervalMs?: number;
  /** Milliseconds after which waiting has failed unless `submit` says otherwise. Default 24 h. */
  maxWaitMs?: number;
}

export interface AsyncBatchStageDefinition<
  Id extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Config extends z.ZodType = z.ZodType,
  State = unknown,
> extends StageBase<Id, Input, Output, Config> {
  // Method syntax on purpose, as in `StageDefinition`.
  submit(
    ctx: StageContext<z.output<Input>, z.output<Config>>,
  ): Promise<Submission<State, z.input<Output>>> | Submission<State, z.input<Output>>;
  checkCompletion(
    ctx: StageContext<z.output<Input>, z.output<Config>>,
    state: State,
  ): Promise<Completion<State, z.input<Output>>> | Completion<State, z.input<Output>>;
  cancelWork?(ctx: CancelContext, state: State | undefined): Promise<WorkCancelled> | WorkCancelled;
  readonly pollIntervalMs: number;
  readonly maxWaitMs: number;
}

/**
 * Defines a stage that hands work over and waits for it.
 *
 * @example
 * defineAsyncBatchStage({
 *   id: "grade",
 *   name: "Grade",
 *   schemas: { input: z.array(z.string()), output: z.array(z.number()) },
 *   submit: async ({ input, idempotencyKey }) => ({ suspend: { state: { batchId: await send(input, idempotencyKey) } } }),
 *   checkCompletion: async (_, { batchId }) => {
 *     const grades = await resultOf(batchId);
 *     return grades === undefined ? { ready: false } : { ready: true, output: grades };
 *   },
 * })
 * @throws {DefinitionError} if the id or a number is out of its range
 */
export function defineAsyncBatchStage<
  const Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  State,
  Config extends z.ZodType = z.ZodUndefined,
>(
  options: AsyncBatchStageOptions<Id, Input, Output, Config, State>,
): AsyncBatchStageDefinition<Id, Input, Output, Config, State> {
  const { id, pollIntervalMs = MINUTE_MS, maxWaitMs = DAY_MS } = options;
  const base = stageBase(options);
  for (const [name, ms] of Object.entries({ pollIntervalMs, maxWaitMs })) {
    if (!(ms > 0 && Number.isFinite(ms)))
      throw new DefinitionError(`Stage ${id}: ${name} must be a number above 0, not ${ms}`);
  }
  return Object.freeze({
    ...base,
    submit: options.submit,
    checkCompletion: options.checkCompletion,
    ...(options.cancelWork === undefined ? {} : { cancelWork: options.cancelWork }),
    pollIntervalMs,
    maxWaitMs,
  });
}
