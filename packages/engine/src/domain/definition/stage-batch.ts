/** `ctx.batch`: a stage's requests to a model, answered by the provider's batch API. */

import type {
  FinishReason,
  LanguageModelCallOptions,
  LanguageModelUsage,
  OutputInterface,
  Prompt,
  ToolChoice,
  ToolSet,
} from "ai";
import type { BatchHandle, BatchState } from "./batch-model.js";

/**
 * One request: what `generateText` takes, without the model. `execute` of a tool is never called: the result names the
 * calls that the model wants.
 */
export type BatchItem<Value = unknown> = LanguageModelCallOptions &
  Prompt & {
    readonly tools?: ToolSet;
    readonly toolChoice?: ToolChoice<ToolSet>;
    readonly providerOptions?: Parameters<typeof import("ai")["generateText"]>[0]["providerOptions"];
    /** Shape of the answer, such as `Output.object({ schema })`. Default: text. */
    readonly output?: OutputInterface<Value>;
  };

export interface BatchAnswered<Value = unknown> {
  readonly ok: true;
  readonly text: string;
  /** As the item's `output` says; the text if it has none. */
  readonly output: Value;
  readonly toolCalls: readonly { readonly toolName: string; readonly input: unknown }[];
  readonly usage: LanguageModelUsage;
  readonly finishReason: FinishReason;
}

export interface BatchUnanswered {
  readonly ok: false;
  /** `invalid`: answered, but not in the shape that was asked for. `failed`: also if there is no answer at all. */
  readonly kind: "failed" | "expired" | "cancelled" | "invalid";
  readonly message: string;
}

export type BatchResult<Value = unknown> = BatchAnswered<Value> | BatchUnanswered;

/** One batch per attempt of a stage. Everything throws `BatchApiError` when the provider refuses or is away. */
export interface StageBatch {
  /** Recognises the same items when they are made again. */
  fingerprint(items: readonly BatchItem[]): Promise<string>;
  /** Hands the items over, once per attempt: what an earlier delivery of it handed over is found again. */
  submit(items: readonly BatchItem[]): Promise<BatchHandle>;
  /** What this attempt handed over, if the provider has it. @param size number of its requests */
  find(size: number, since: Date): Promise<BatchHandle | undefined>;
  check(handle: BatchHandle): Promise<BatchState>;
  /**
   * Results of an ended batch, in the order of the items, of which each has one. What the calls cost is recorded with
   * the stage's outcome, once, however often this is asked.
   */
  results<Value>(
    handle: BatchHandle,
    items: readonly BatchItem<Value>[],
  ): Promise<readonly BatchResult<Value>[]>;
  /** Asks the provider to stop; what was answered by then can be read. */
  cancel(handle: BatchHandle): Promise<void>;
  /** Records what an ended batch cost whose results nobody wants, without what was asked. */
  recordUnread(handle: BatchHandle): Promise<void>;
}
