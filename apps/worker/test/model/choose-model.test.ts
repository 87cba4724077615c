import { openMemoryStore } from "@stageline/engine/store";
import { expect, test } from "vitest";
import type { Environment } from "../../src/model/choose-model.js";
import { chooseBatchModel, chooseModel, ModelChoiceError } from "../../src/model/index.js";

/** Choosing reads and writes none. */
const noArtifacts = openMemoryStore().persistence;

test.each([
  [{}, "stageline-local", "local-reader-1"],
  [{ ANTHROPIC_API_KEY: "" }, "stageline-local", "local-reader-1"],
  [{ ANTHROPIC_API_KEY: "k" }, "anthropic", "claude-haiku"],
  [{ OPENAI_API_KEY: "k" }, "openai", "gpt-5-mini"],
  [{ GOOGLE_GENERATIVE_AI_API_KEY: "k" }, "google", "flash-lite"],
  [{ OPENAI_API_KEY: "k", STAGELINE_MODEL: "openai:gpt-5" }, "openai", "gpt-5"],
  [{ OPENAI_API_KEY: "k", STAGELINE_MODEL: "openai" }, "openai", "gpt-5-mini"],
  [
    { ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k", STAGELINE_MODEL: "openai:ft:gpt-5:org" },
    "openai",
    "ft:gpt-5:org",
  ],
  [{ OPENAI_API_KEY: "k", STAGELINE_MODEL: "local" }, "stageline-local", "local-reader-1"],
])("%j gives a model of %s", (env, provider, modelId) => {
  for (const model of [chooseModel(env), chooseBatchModel(env, noArtifacts)]) {
    expect(model.provider).toContain(provider);
    expect(model.modelId).toContain(modelId);
  }
});

test.each([
  [{ STAGELINE_MODEL: "mistral:large" }, "no known provider"],
  [{ STAGELINE_MODEL: "__proto__:x" }, "no known provider"],
  [{ STAGELINE_MODEL: "anthropic:claude-haiku-4-5" }, "ANTHROPIC_API_KEY"],
])("%j is refused, saying what to set", (env, message) => {
  for (const choose of [chooseModel, (its: Environment) => chooseBatchModel(its, noArtifacts)]) {
    expect(() => choose(env)).toThrow(ModelChoiceError);
    expect(() => choose(env)).toThrow(message);
  }
});
