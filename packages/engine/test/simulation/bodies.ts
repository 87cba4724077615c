/** What user code does in a simulated world: works a while, says things, asks a model, fails. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Context } from "./shapes.js";
import type { SimulatedProcess } from "./simulated-process.js";

export async function workAs(process: SimulatedProcess, ctx: Context): Promise<void> {
  const { random, faults } = process.world;
  for (let turns = random.chance(0.5) ? random.below(6) : 0; turns > 0; turns--) await process.turn("body");
  if (random.chance(0.15)) {
    ctx.log("INFO", "working");
    ctx.progress(0.5);
  }
  if (random.chance(0.15))
    ctx.annotate("Fact", ctx.delivery, { idempotencyKey: ctx.idempotencyKey, emitEvent: true });
  if (random.chance(0.25)) {
    process.world.asked(ctx.runId);
    await ctx.ai(model).doGenerate({ prompt: [] });
  }
  if (random.chance(0.05)) await ctx.storage.save("note", ctx.delivery);
  if (!random.chance(faults.failure)) return;
  throw random.chance(0.8)
    ? new Error("This passes")
    : Object.assign(new Error("This stays"), { isRetryable: false });
}

/** The provider is a stand-in for a company's servers. */
const model: LanguageModelV4 = {
  specificationVersion: "v4",
  provider: "openai",
  modelId: "gpt-4o-mini",
  supportedUrls: {},
  doGenerate: async () => ({
    content: [{ type: "text", text: "four" }],
    finishReason: { unified: "stop", raw: "stop" },
    usage: {
      inputTokens: { total: 1_000, noCache: 1_000, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 50, text: 50, reasoning: undefined },
    },
    warnings: [],
  }),
  doStream: () => Promise.reject(new Error("Nobody streams here")),
};
