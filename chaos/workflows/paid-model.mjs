/** A model that answers at once, under the name of one that has a price, so that calls cost something. */

/** @type {NonNullable<Parameters<import("@stageline/engine").StageContext<unknown, unknown>["ai"]>[0]>} */
export const paidModel = {
  specificationVersion: "v4",
  provider: "openai",
  modelId: "gpt-4o-mini",
  supportedUrls: {},
  doGenerate: async () => ({
    content: [{ type: "text", text: "forty-two" }],
    finishReason: { unified: "stop", raw: "stop" },
    usage: {
      inputTokens: { total: 1_003, noCache: 1_003, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 57, text: 57, reasoning: undefined },
    },
    warnings: [],
  }),
  doStream: async () => {
    throw new Error("Nobody streams here");
  },
};
