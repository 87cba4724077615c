/**
 * A batch's items as requests of the provider.
 *
 * The AI SDK makes them: `generateText` is run on a model that hands over the body it would have sent. The SDK is loaded
 * when it is needed, since processes that only look at runs have no use for it.
 */

import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import type { BatchModel, BatchRequest } from "../../domain/definition/batch-model.js";
import type { BatchAnswered, BatchItem } from "../../domain/definition/stage-batch.js";

export interface ItemRequest {
  readonly request: BatchRequest;
  /** What the model was asked. */
  readonly options: LanguageModelV4CallOptions;
}

/** Items between two breaths: with thousands of them, heartbeats and timers must go on. */
const ITEMS_AT_A_TIME = 50;

/** The same for the same place in the list, whatever is asked there. */
export const requestId = (index: number): string => `request-${index + 1}`;

/** @throws what `generateText` throws for an item that it cannot make a request of */
export async function requestsOf(
  model: BatchModel,
  items: readonly BatchItem[],
  signal: AbortSignal,
): Promise<ItemRequest[]> {
  const requests: ItemRequest[] = [];
  for (const [index, item] of items.entries()) {
    if (index % ITEMS_AT_A_TIME === 0) await breathe();
    signal.throwIfAborted();
    requests.push(await requestOf(model, item, requestId(index)));
  }
  return requests;
}

/** Changes with what the model is asked, and not with how a version of the SDK says it to the provider. */
export function fingerprintOf(model: BatchModel, requests: readonly ItemRequest[]): string {
  const hash = createHash("sha256").update(`${model.provider}:${model.modelId}\n`);
  for (const { options } of requests) {
    const { abortSignal: _signal, headers: _headers, ...asked } = options;
    hash.update(`${JSON.stringify(asked)}\n`);
  }
  return hash.digest("hex");
}

async function requestOf(model: BatchModel, item: BatchItem, id: string): Promise<ItemRequest> {
  let body: unknown;
  let options: LanguageModelV4CallOptions | undefined;
  const asking = model.asking((taken) => {
    body = taken;
  });
  const noting = watched(asking, (asked) => {
    options = asked;
  });
  try {
    await askModel(item, noting);
  } catch (error) {
    // A model that has handed its request over ends by throwing.
    if (body === undefined || options === undefined) throw error;
  }
  if (body === undefined || options === undefined)
    throw new TypeError(`The batch model ${model.modelId} made no request of an item`);
  return { request: { id, body }, options };
}

/** What is read of an answer. */
interface Answer extends Pick<BatchAnswered, "text" | "toolCalls" | "usage" | "finishReason"> {
  /** @throws if the answer is not as the item's `output` wants it */
  readOutput(): unknown;
}

/** `generateText` for an item, once, quietly, and without anything of it being carried out. */
export async function askModel(item: BatchItem, model: LanguageModelV4): Promise<Answer> {
  const { generateText, Output } = await import("ai");
  const { tools, output, ...asked } = item;
  const read = await generateText({
    ...asked,
    ...(tools === undefined ? {} : { tools: withoutExecute(tools) }),
    output: output ?? Output.text(),
    model,
    maxRetries: 0,
    telemetry: { isEnabled: false },
  });
  const { text, usage, finishReason } = read;
  const toolCalls = read.toolCalls.map(({ toolName, input }) => ({ toolName, input: input as unknown }));
  return { text, usage, finishReason, toolCalls, readOutput: () => read.output as unknown };
}

const withoutExecute = (tools: NonNullable<BatchItem["tools"]>): NonNullable<BatchItem["tools"]> =>
  Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, { ...tool, execute: undefined }]));

/** The model, telling of what it is asked. */
export function watched(
  model: LanguageModelV4,
  onAsked: (options: LanguageModelV4CallOptions) => void,
): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    get supportedUrls() {
      return model.supportedUrls;
    },
    doGenerate(options) {
      onAsked(options);
      return model.doGenerate(options);
    },
    doStream: (options) => model.doStream(options),
  };
}
