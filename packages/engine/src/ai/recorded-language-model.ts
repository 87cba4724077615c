/**
 * A language model that leaves a record of each call it serves.
 *
 * The record is taken before the answer is handed on: of a stream with its last part. Streams that nobody reads to
 * their end are recorded when they are aborted or cancelled, or abandoned by whoever made the recording.
 */

import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from "@ai-sdk/provider";
import { addToAnswer, answerOf, questionOf } from "./call-transcript.js";
import { failedStatus, OpenCall } from "./open-call.js";
import type { Recording } from "./recording.js";

export function recordedLanguageModel(model: LanguageModelV4, recording: Recording): LanguageModelV4 {
  const { provider, modelId } = model;
  const open = (callType: string, options: LanguageModelV4CallOptions) =>
    new OpenCall({ provider, modelId, callType, question: questionOf(options) }, recording);
  return {
    specificationVersion: "v4",
    provider,
    modelId,
    get supportedUrls() {
      return model.supportedUrls;
    },
    doGenerate: (options) => generate(model, options, open("generate", options)),
    doStream: (options) => stream(model, options, open("stream", options)),
  };
}

async function generate(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  call: OpenCall,
): Promise<LanguageModelV4GenerateResult> {
  const result = await orRecorded(call, options, () => model.doGenerate(options));
  call.answer = answerOf(result.content);
  call.usage = result.usage;
  call.finishReason = result.finishReason.unified;
  await call.end("COMPLETED");
  return result;
}

async function stream(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  call: OpenCall,
): Promise<LanguageModelV4StreamResult> {
  const result = await orRecorded(call, options, () => model.doStream(options));
  return { ...result, stream: observed(result.stream, options, call) };
}

/** A call that fails before it answers is recorded as failed, and fails. */
async function orRecorded<Result>(
  call: OpenCall,
  { abortSignal }: LanguageModelV4CallOptions,
  work: () => PromiseLike<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    call.error = error;
    await call.end(failedStatus(abortSignal));
    throw error;
  }
}

/** Passes a stream on and records how it ended. */
function observed(
  source: ReadableStream<LanguageModelV4StreamPart>,
  { abortSignal }: LanguageModelV4CallOptions,
  call: OpenCall,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = source.getReader();
  // Whoever aborts need not read on, and then nothing else would tell of it.
  const onAbort = () => {
    call.error ??= abortSignal?.reason;
    void call.end("ABORTED");
  };
  if (abortSignal?.aborted) onAbort();
  else abortSignal?.addEventListener("abort", onAbort, { once: true });
  const end = (status: Parameters<OpenCall["end"]>[0]) => {
    abortSignal?.removeEventListener("abort", onAbort);
    return call.end(status);
  };
  const endOfStream = () => end(call.error === undefined ? "COMPLETED" : "FAILED");
  return new ReadableStream<LanguageModelV4StreamPart>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          await endOfStream();
          return controller.close();
        }
        await note(call, value, endOfStream);
        controller.enqueue(value);
      } catch (error) {
        call.error = error;
        await end(failedStatus(abortSignal));
        controller.error(error);
      }
    },
    async cancel(reason) {
      await end("ABORTED");
      await reader.cancel(reason);
    },
  });
}

async function note(
  call: OpenCall,
  part: LanguageModelV4StreamPart,
  endOfStream: () => Promise<void>,
): Promise<void> {
  if (part.type === "finish") {
    call.usage = part.usage;
    call.finishReason = part.finishReason.unified;
    await endOfStream();
  } else if (part.type === "error") {
    call.error = part.error;
  } else {
    if (part.type.endsWith("-delta") || part.type === "tool-call") call.firstToken();
    addToAnswer(call.answer, part);
  }
}
