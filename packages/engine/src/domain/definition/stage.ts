/** A stage: one step of a workflow, with the schemas of what goes in and comes out and the code between. */

import type { EmbeddingModelV4, LanguageModelV4 } from "@ai-sdk/provider";
import type { z } from "zod";
import type { Backoff } from "../backoff.js";
import { DefinitionError } from "../errors.js";
import type { AnnotationActor, AnnotationScope } from "../records.js";
import type { LogLevel } from "../status.js";
import type { BatchModel } from "./batch-model.js";
import type { StageBatch } from "./stage-batch.js";

export interface Annotate {
  key: string;
  value: unknown;
  payload?: unknown;
  /** Default: the stage itself, kind `system`. */
  actor?: AnnotationActor;
  /** Default `stage`. */
  scope?: AnnotationScope;
  scopeId?: string;
  /** Stated once per run and key, however often the stage is retried. */
  idempotencyKey?: string;
  /** Also tell the outside with an `annotation:created` event. Default false. */
  emitEvent?: boolean;
}

/** Values of the run under keys of its own; nothing of another run can be reached. */
export interface RunStorage {
  /** Stores under `key`, replacing what was there. `key` is a relative path; `..` is refused. */
  save(key: string, data: unknown): Promise<void>;
  /** `undefined` when nothing is stored there. */
  load(key: string): Promise<unknown>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
}

/** What user code gets to work with. */
export interface StageContext<Input, Config> {
  readonly runId: string;
  readonly workflowId: string;
  readonly stageId: string;
  /** Rerun generation, 0 for the original execution. */
  readonly attempt: number;
  /** 1 for the first delivery; higher when the stage is retried. */
  readonly delivery: number;
  readonly input: Input;
  readonly config: Config;
  /** Aborts on cancel, lost lease, timeout and shutdown. Pass it to everything that can take one. */
  readonly signal: AbortSignal;
  /** Stable per run, stage and attempt: give it to providers so that a retry is not charged twice. */
  readonly idempotencyKey: string;
  /** The output of an earlier stage. Throws `MissingOutputError` when it has none. */
  require<Output>(stage: StageReference<Output>): Output;
  require(stageId: string): unknown;
  /** The output of an earlier stage, or `undefined`. */
  optional<Output>(stage: StageReference<Output>): Output | undefined;
  optional(stageId: string): unknown;
  /** Tells how far the stage is, from 0 to 1. Seen within a second. */
  progress(fraction: number, message?: string): void;
  log(level: LogLevel, message: string, data?: unknown): void;
  /** States a fact about the run. Stored with the outcome, also of a failure; dropped on cancel. */
  annotate(key: string, value: unknown, options?: Omit<Annotate, "key" | "value">): void;
  annotate(annotations: readonly Annotate[], actor?: AnnotationActor): void;
  readonly storage: RunStorage;
  /** The given model (default: the worker's), recording each call with its tokens and cost. */
  ai(model: EmbeddingModelV4, options?: { topic?: string }): EmbeddingModelV4;
  ai(model?: LanguageModelV4, options?: { topic?: string }): LanguageModelV4;
  /**
   * The batch API of the given model (default: the worker's), for a stage that waits for it; `defineBatchStage` does
   * all of it. One batch per attempt.
   */
  batch(model?: BatchModel): StageBatch;
}

/** Carries the output's type, so that `ctx.require(stage)` is typed. */
export interface StageReference<Output> {
  readonly id: string;
  readonly schemas: { readonly output: z.ZodType<Output> };
}

export interface RetryPolicy extends Partial<Backoff> {
  /** Deliveries before a failure is final. Default 3. */
  maxAttempts?: number;
}

/** What a stage says of itself beside its code. */
export interface StageSettings<
  Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType,
> {
  /** Unique in the workflow: letters, digits, `.`, `_`, `-`; starts with a letter or digit; up to 100. */
  id: Id;
  name: string;
  schemas: { input: Input; output: Output; config?: Config };
  retry?: RetryPolicy;
  /** Milliseconds after which the stage's code is aborted and fails (it may be retried). Default: none. */
  timeoutMs?: number;
  /** US dollars this input will probably cost. */
  estimateCost?(input: z.output<Input>, config: z.output<Config>): number;
}

export interface StageOptions<
  Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType,
> extends StageSettings<Id, Input, Output, Config> {
  /** Does the work and returns the output, which is validated against its schema. */
  execute(ctx: StageContext<z.output<Input>, z.output<Config>>): Promise<z.input<Output>> | z.input<Output>;
}

/** What every kind of stage has. */
export interface StageBase<
  Id extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Config extends z.ZodType = z.ZodType,
> {
  readonly id: Id;
  readonly name: string;
  readonly schemas: { readonly input: Input; readonly output: Output; readonly config: Config | undefined };
  readonly retry: Required<RetryPolicy>;
  readonly timeoutMs: number | undefined;
  // Method syntax on purpose: parameters are then compared bivariantly, so that stages of any types fit one list.
  estimateCost?(input: z.output<Input>, config: z.output<Config>): number;
}

export interface StageDefinition<
  Id extends string = string,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Config extends z.ZodType = z.ZodType,
> extends StageBase<Id, Input, Output, Config> {
  execute(ctx: StageContext<z.output<Input>, z.output<Config>>): Promise<z.input<Output>> | z.input<Output>;
}

/** Ids become parts of keys, topics and addresses, so they are kept simple. */
export const DEFINITION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

const DEFAULT_RETRY: Required<RetryPolicy> = { maxAttempts: 3, baseMs: 1_000, capMs: 300_000 };

/**
 * Defines a stage.
 *
 * @throws {DefinitionError} if the id or a number is out of its range
 */
export function defineStage<
  const Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType = z.ZodUndefined,
>(options: StageOptions<Id, Input, Output, Config>): StageDefinition<Id, Input, Output, Config> {
  return Object.freeze({ ...stageBase(options), execute: options.execute });
}

/**
 * What every kind of stage makes of its settings.
 *
 * @throws {DefinitionError} if the id or a number is out of its range
 */
export function stageBase<
  Id extends string,
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType,
>(settings: StageSettings<Id, Input, Output, Config>): StageBase<Id, Input, Output, Config> {
  const { id, name, schemas, timeoutMs } = settings;
  if (!DEFINITION_ID.test(id)) {
    throw new DefinitionError(
      `Stage id ${JSON.stringify(id)} must be 1 to 100 letters, digits, ".", "_" or "-", starting with a letter or digit`,
    );
  }
  const retry = { ...DEFAULT_RETRY, ...settings.retry };
  if (!Number.isInteger(retry.maxAttempts) || retry.maxAttempts < 1) {
    throw new DefinitionError(
      `Stage ${id}: retry.maxAttempts must be a whole number from 1, not ${retry.maxAttempts}`,
    );
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    throw new DefinitionError(`Stage ${id}: timeoutMs must be above 0, not ${timeoutMs}`);
  }
  return {
    id,
    name,
    schemas: Object.freeze({ input: schemas.input, output: schemas.output, config: schemas.config }),
    retry: Object.freeze(retry),
    timeoutMs,
    ...(settings.estimateCost === undefined ? {} : { estimateCost: settings.estimateCost }),
  };
}
