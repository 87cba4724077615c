/**
 * A model of the AI SDK that is served by a batch API.
 *
 * The SDK's own provider makes the requests and reads the responses, so nothing of either is rewritten here: the model
 * is built with a `fetch` that takes the request, or that answers with a response's stored body.
 */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { BatchApi, BatchModel } from "./batch-api.js";

/** Builds the model: `(fetch) => createOpenAI({ apiKey, fetch })("gpt-5-mini")`. */
export type ModelWithFetch = (fetch: typeof globalThis.fetch) => LanguageModelV4;

export interface SdkBatchModelOptions {
  readonly api: BatchApi;
  readonly model: ModelWithFetch;
}

/** A request as the SDK would have sent it. */
export interface SdkRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Thrown once a request was taken: `generateText` on `asking(take)` ends with it, at once and without a retry. */
export class RequestTakenError extends Error {
  override readonly name = "RequestTakenError";
  readonly code = "REQUEST_TAKEN";

  constructor() {
    super("The request was taken for a batch and not sent");
  }
}

/** The model was asked for something that cannot be part of a batch. */
export class NotForBatchesError extends Error {
  override readonly name = "NotForBatchesError";
  readonly code = "NOT_FOR_BATCHES";
}

/** @param bodyOf body of the batch's request, or a `NotForBatchesError` */
export function sdkBatchModel(
  { api, model }: SdkBatchModelOptions,
  bodyOf: (request: SdkRequest) => unknown,
): BatchModel {
  const { provider, modelId } = model(() => {
    throw new NotForBatchesError("A model that is served in batches sends nothing by itself");
  });
  return {
    api,
    provider,
    modelId,
    asking: (take) =>
      model(async (input, init) => {
        take(bodyOf(readRequest(input, init)));
        throw new RequestTakenError();
      }),
    answering: (body) =>
      model(async (input, init) => {
        bodyOf(readRequest(input, init));
        return Response.json(body);
      }),
  };
}

function readRequest(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): SdkRequest {
  const url = new URL(input instanceof Request ? input.url : input);
  if (typeof init?.body !== "string")
    throw new NotForBatchesError(`A request to ${url.pathname} without a JSON body cannot be batched`);
  // The SDK's providers send JSON objects.
  const { stream, ...body } = JSON.parse(init.body) as Record<string, unknown>;
  if (stream === true || /stream/i.test(url.pathname.split("/").at(-1) ?? ""))
    throw new NotForBatchesError("Answers of a batch cannot be streamed: use generateText");
  return { url, headers: new Headers(init.headers), body };
}
