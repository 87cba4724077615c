/**
 * The model that workflows get when they ask for none.
 *
 * `STAGELINE_MODEL=provider:model` decides, `provider` being anthropic, openai, google or local; without a model the
 * provider's small one is taken. Unset, the first provider with a key in the environment serves, and with no key at all
 * the model inside this process, which costs nothing and sends nothing anywhere.
 */

import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { BatchModel } from "@stageline/engine";
import {
  anthropicBatches,
  anthropicBatchModel,
  googleBatches,
  googleBatchModel,
  openaiBatches,
  openaiBatchModel,
} from "@stageline/engine/ai";
import { localBatchModel } from "./batches/local-batch-model.js";
import { localBatches } from "./batches/local-batches.js";
import type { Artifacts } from "./batches/stored-batch.js";
import { localModel } from "./local-model.js";

export type Environment = Readonly<Record<string, string | undefined>>;

interface Provider {
  readonly keyName: string;
  readonly defaultModel: string;
  models(apiKey: string, fetch?: typeof globalThis.fetch): (modelId: string) => LanguageModelV4;
  batchModel(apiKey: string, model: (fetch: typeof globalThis.fetch) => LanguageModelV4): BatchModel;
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  anthropic: {
    keyName: "ANTHROPIC_API_KEY",
    defaultModel: "claude-haiku-4-5",
    models: (apiKey, fetch) => createAnthropic({ apiKey, ...(fetch && { fetch }) }),
    batchModel: (apiKey, model) => anthropicBatchModel({ api: anthropicBatches({ apiKey }), model }),
  },
  openai: {
    keyName: "OPENAI_API_KEY",
    defaultModel: "gpt-5-mini",
    models: (apiKey, fetch) => createOpenAI({ apiKey, ...(fetch && { fetch }) }),
    batchModel: (apiKey, model) => openaiBatchModel({ api: openaiBatches({ apiKey }), model }),
  },
  google: {
    keyName: "GOOGLE_GENERATIVE_AI_API_KEY",
    defaultModel: "gemini-2.5-flash-lite",
    models: (apiKey, fetch) => createGoogleGenerativeAI({ apiKey, ...(fetch && { fetch }) }),
    batchModel: (apiKey, model) => googleBatchModel({ api: googleBatches({ apiKey }), model }),
  },
};

/** The environment names a model that can't be used; the message says what to set. */
export class ModelChoiceError extends Error {
  override readonly name = "ModelChoiceError";
  readonly code = "MODEL_CHOICE";
}

/** @throws {ModelChoiceError} if `STAGELINE_MODEL` names no known provider, or one without a key */
export function chooseModel(env: Environment): LanguageModelV4 {
  const hosted = hostedChoice(env);
  return hosted === undefined ? localModel() : hosted.provider.models(hosted.apiKey)(hosted.modelId);
}

/**
 * The same model, served by its provider's batch API; the local one by an endpoint that keeps its batches among the
 * runs' artifacts.
 *
 * @throws {ModelChoiceError} as {@link chooseModel}
 */
export function chooseBatchModel(env: Environment, artifacts: Artifacts): BatchModel {
  const hosted = hostedChoice(env);
  if (hosted === undefined) return localBatchModel(localBatches({ artifacts }));
  const { provider, apiKey, modelId } = hosted;
  return provider.batchModel(apiKey, (fetch) => provider.models(apiKey, fetch)(modelId));
}

interface HostedChoice {
  readonly provider: Provider;
  readonly apiKey: string;
  readonly modelId: string;
}

/** @returns undefined for the local model */
function hostedChoice(env: Environment): HostedChoice | undefined {
  const wish = env.STAGELINE_MODEL?.trim() ?? "";
  const [name, modelId] = wish === "" ? [firstWithKey(env), ""] : splitAtColon(wish);
  if (name === undefined || name === "local") return undefined;
  const provider = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
  if (provider === undefined) {
    throw new ModelChoiceError(
      `STAGELINE_MODEL=${wish} names no known provider: use ${Object.keys(PROVIDERS).join(":…, ")}:… or local`,
    );
  }
  const apiKey = env[provider.keyName];
  if (!apiKey)
    throw new ModelChoiceError(`STAGELINE_MODEL=${wish} needs ${provider.keyName} in the environment`);
  return { provider, apiKey, modelId: modelId || provider.defaultModel };
}

const firstWithKey = (env: Environment): string | undefined =>
  Object.keys(PROVIDERS).find((name) => env[PROVIDERS[name]?.keyName ?? ""]);

function splitAtColon(wish: string): [string, string] {
  const colon = wish.indexOf(":");
  return colon < 0 ? [wish, ""] : [wish.slice(0, colon), wish.slice(colon + 1)];
}
