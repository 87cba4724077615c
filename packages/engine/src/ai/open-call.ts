/** A model call from its beginning to its record. */

import type { LanguageModelV4Usage } from "@ai-sdk/provider";
import type { AICallStatus } from "../ports/ai-call-logger.js";
import { emptyAnswer, type Question, tokensOf } from "./call-transcript.js";
import { type PriceBook, UNPRICED } from "./price-book.js";
import { listedPrices, type Recording } from "./recording.js";

export interface CallFacts {
  readonly provider: string;
  readonly modelId: string;
  /** `generate`, `stream` or `embed`. */
  readonly callType: string;
  readonly question: Question;
}

export class OpenCall {
  /** What has arrived. Whoever reads the answer adds to these. */
  answer = emptyAnswer();
  usage: LanguageModelV4Usage | undefined;
  finishReason: string | null = null;
  error: unknown;

  private readonly createdAt = new Date();
  private readonly startedAt = performance.now();
  private readonly book: PriceBook | Promise<PriceBook>;
  private timeToFirstTokenMs: number | null = null;
  private recording: Promise<void> | undefined;
  private done: () => void = () => undefined;

  constructor(
    private readonly facts: CallFacts,
    private readonly to: Recording,
  ) {
    this.book = (to.prices ?? listedPrices)();
    const recorded = new Promise<void>((resolve) => {
      this.done = resolve;
    });
    to.began?.({
      recorded,
      abandon: (why) => {
        this.error ??= new Error(why);
        return this.end("ABORTED");
      },
    });
  }

  /** Notes the first piece of the answer. */
  firstToken(): void {
    this.timeToFirstTokenMs ??= this.elapsedMs();
  }

  /** Records the call. Only the first ending counts; all wait until the record is taken. */
  end(status: AICallStatus): Promise<void> {
    this.recording ??= this.write(status).finally(this.done);
    return this.recording;
  }

  private async write(status: AICallStatus): Promise<void> {
    const { provider, modelId, callType, question } = this.facts;
    const { answer, usage, finishReason, error, timeToFirstTokenMs } = this;
    const latencyMs = this.elapsedMs();
    const tokens = tokensOf(usage);
    const book = await this.book;
    // A provider charges for what it began to say; for a call that it refused it has nothing to charge.
    const isRefused = status === "FAILED" && timeToFirstTokenMs === null;
    const isUnknown = usage === undefined && !isRefused;
    const price = book.priceOf({ provider, modelId, use: tokens, at: this.createdAt });
    const isFree = price.priced && price.pricing.source === "local";
    const { costUsd, priced, pricing } = isUnknown && !isFree ? UNPRICED : price;
    await this.to.record({
      ...this.to.origin,
      ...question,
      ...tokens,
      createdAt: this.createdAt,
      callType,
      provider,
      modelKey: `${provider}:${modelId}`,
      modelId,
      response: answer.response,
      reasoning: answer.reasoning,
      toolCalls: answer.toolCalls.length === 0 ? null : answer.toolCalls,
      cost: costUsd,
      priced,
      pricing,
      status,
      finishReason,
      error: error === undefined ? null : messageOf(error),
      latencyMs,
      timeToFirstTokenMs,
    });
  }

  private elapsedMs(): number {
    return Math.round(performance.now() - this.startedAt);
  }
}

export const failedStatus = (signal: AbortSignal | undefined): AICallStatus =>
  signal?.aborted ? "ABORTED" : "FAILED";

/** Providers put all kinds of things into the error part of a stream. */
function messageOf(error: unknown): string {
  if (typeof error === "string") return error;
  if (typeof error !== "object" || error === null) return String(error);
  if ("message" in error && typeof error.message === "string") return error.message;
  try {
    return JSON.stringify(error);
  } catch {
    return "an error that cannot be shown";
  }
}
