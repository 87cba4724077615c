/**
 * A model that leaves a record of each call it serves.
 *
 * It wraps any AI SDK language model and is one itself, so `generateText`, `streamText`, structured output and tool
 * loops work unchanged, and each step of a loop is one call and one record. Calls that fail and streams that are
 * aborted are recorded with what had arrived. Recording never changes what the caller gets.
 */

import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import type { AICallStatus, CreateAICallInput } from "../ports/ai-call-logger.js";
import { type Answer, addToAnswer, answerOf, emptyAnswer, questionOf, tokensOf } from "./call-transcript.js";
import { priceOf } from "./pricing.js";

/** Where a call belongs; the model adds the rest of the record. */
export type CallOrigin = Pick<
  CreateAICallInput,
  "topic" | "workflowRunId" | "workflowId" | "stageId" | "workflowStageId" | "attempt"
>;

export interface Recording {
  readonly origin: CallOrigin;
  /** Takes the finished record. Must not throw. */
  record(call: CreateAICallInput): void;
}

export function recorded(model: LanguageModelV4, recording: Recording): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    get supportedUrls() {
      return model.supportedUrls;
    },
    doGenerate: (options) => generate(model, options, openCall(model, "generate", options, recording)),
    doStream: (options) => stream(model, options, openCall(model, "stream", options, recording)),
  };
}

interface Ending {
  status: AICallStatus;
  answer: Answer;
  usage?: LanguageModelV4Usage | undefined;
  finishReason?: string | undefined;
  error?: unknown;
}

interface OpenCall {
  /** Notes the first piece of the answer. */
  firstToken(): void;
  /** Records the call; only the first ending counts. */
  end(ending: Ending): void;
}

function openCall(
  model: LanguageModelV4,
  callType: string,
  options: LanguageModelV4CallOptions,
  { origin, record }: Recording,
): OpenCall {
  const createdAt = new Date();
  const startedAt = performance.now();
  let timeToFirstTokenMs: number | null = null;
  let isOver = false;
  const elapsedMs = () => Math.round(performance.now() - startedAt);
  return {
    firstToken() {
      timeToFirstTokenMs ??= elapsedMs();
    },
    end({ status, answer, usage, finishReason, error }) {
      if (isOver) return;
      isOver = true;
      const tokens = tokensOf(usage);
      const { costUsd, priced, pricing } = priceOf(model.provider, model.modelId, tokens, createdAt);
      record({
        ...origin,
        ...questionOf(options),
        ...tokens,
        createdAt,
        callType,
        provider: model.provider,
        modelKey: `${model.provider}:${model.modelId}`,
        modelId: model.modelId,
        response: answer.response,
        reasoning: answer.reasoning,
        toolCalls: answer.toolCalls.length === 0 ? null : answer.toolCalls,
        cost: costUsd,
        priced,
        pricing,
        status,
        finishReason: finishReason ?? null,
        error: error === undefined ? null : messageOf(error),
        latencyMs: elapsedMs(),
        timeToFirstTokenMs,
      });
    },
  };
}

async function generate(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  call: OpenCall,
): Promise<LanguageModelV4GenerateResult> {
  try {
    const result = await model.doGenerate(options);
    call.end({
      status: "COMPLETED",
      answer: answerOf(result.content),
      usage: result.usage,
      finishReason: result.finishReason.unified,
    });
    return result;
  } catch (error) {
    call.end({ status: failedStatus(options), answer: emptyAnswer(), error });
    throw error;
  }
}

async function stream(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  call: OpenCall,
): Promise<LanguageModelV4StreamResult> {
  try {
    const result = await model.doStream(options);
    return { ...result, stream: observed(result.stream, options, call) };
  } catch (error) {
    call.end({ status: failedStatus(options), answer: emptyAnswer(), error });
    throw error;
  }
}

/** Passes a stream on and records how it ended: at its end, with an error, or because nobody reads it any more. */
function observed(
  source: ReadableStream<LanguageModelV4StreamPart>,
  options: LanguageModelV4CallOptions,
  call: OpenCall,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = source.getReader();
  const answer = emptyAnswer();
  let finish: { usage?: LanguageModelV4Usage; finishReason?: string; error?: unknown } = {};
  const endAs = (status: AICallStatus, error: unknown = finish.error) =>
    call.end({ status, answer, ...finish, error });
  return new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          endAs(finish.error === undefined ? "COMPLETED" : "FAILED");
          return controller.close();
        }
        if (value.type === "finish") {
          finish = { ...finish, usage: value.usage, finishReason: value.finishReason.unified };
        } else if (value.type === "error") {
          finish = { ...finish, error: value.error };
        } else {
          if (value.type.endsWith("-delta") || value.type === "tool-call") call.firstToken();
          addToAnswer(answer, value);
        }
        controller.enqueue(value);
      } catch (error) {
        endAs(failedStatus(options), error);
        controller.error(error);
      }
    },
    async cancel(reason) {
      endAs(finish.usage === undefined ? "ABORTED" : "COMPLETED");
      await reader.cancel(reason);
    },
  });
}

const failedStatus = ({ abortSignal }: LanguageModelV4CallOptions): AICallStatus =>
  abortSignal?.aborted ? "ABORTED" : "FAILED";

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
