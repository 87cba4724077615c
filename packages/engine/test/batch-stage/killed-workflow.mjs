/**
 * A batch stage whose provider is the server that BATCH_PROVIDER names: the test's own. Loaded by real worker processes.
 */

import { createOpenAI } from "@ai-sdk/openai";
import { defineWorkflow } from "@stageline/engine";
import { defineBatchStage, openaiBatchModel } from "@stageline/engine/ai";
import { z } from "zod";

const server = process.env.BATCH_PROVIDER ?? "";

/** @returns {Promise<any>} */
async function call(
  /** @type {string} */ method,
  /** @type {unknown} */ asked,
  /** @type {AbortSignal} */ signal,
) {
  const reply = await fetch(`${server}/${method}`, { method: "POST", body: JSON.stringify(asked), signal });
  return (await reply.json()).answer;
}

/** @type {import("@stageline/engine").BatchApi} */
const api = {
  provider: "openai",
  maxRequests: 100,
  submit: (batch, signal) => call("submit", batch, signal),
  find: (lost, signal) => call("find", lost, signal),
  check: (handle, signal) => call("check", handle, signal),
  async *results(handle, signal) {
    yield* await call("results", handle, signal);
  },
  cancel: (handle, signal) => call("cancel", handle, signal),
};

const ask = defineBatchStage({
  id: "ask",
  name: "Ask",
  schemas: { input: z.number(), output: z.array(z.string()) },
  model: openaiBatchModel({
    api,
    model: (fetch) => createOpenAI({ apiKey: "none", fetch }).chat("gpt-4o-mini"),
  }),
  pollIntervalMs: 100,
  maxPollIntervalMs: 200,
  requests: ({ input }) => Array.from({ length: input }, (_, index) => ({ prompt: `What is ${index + 1}?` })),
  output: (_, results) => results.map((result) => (result.ok ? result.text : result.message)),
});

export const workflows = [
  defineWorkflow({ id: "asking", name: "Asking", input: z.number() }).pipe(ask).build(),
];
