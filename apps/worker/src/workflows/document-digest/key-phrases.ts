/** What the document is about: the phrases that weigh most in its parts together. */

import { defineStage } from "@stageline/engine";
import pMap from "p-map";
import { z } from "zod";
import { ask } from "./ask.js";
import { split } from "./split.js";

const config = z.object({
  count: z.number().int().min(1).max(40).default(8).describe("Key phrases wanted"),
});

const weighted = z.object({
  phrase: z.string(),
  score: z.number().min(0).max(1).describe("1 for the strongest"),
});

export const keyPhrases = defineStage({
  id: "key-phrases",
  name: "Key phrases",
  schemas: { input: split.schemas.output, output: z.object({ keyPhrases: z.array(weighted) }), config },
  async execute(ctx) {
    const { count } = ctx.config;
    const perPart = await pMap(
      ctx.input.parts,
      async (text) => {
        const { keyPhrases: phrases } = await ask({
          model: ctx.ai(),
          instructions: `Name the ${count} key phrases of the text, as they stand in it, each with a score from 0 to 1.`,
          text,
          schema: z.object({ keyPhrases: z.array(weighted) }),
          signal: ctx.signal,
        });
        return phrases;
      },
      { concurrency: 4, signal: ctx.signal },
    );
    return { keyPhrases: strongest(perPart.flat(), count) };
  },
});

/** Phrases of several parts add up. */
function strongest(phrases: readonly z.infer<typeof weighted>[], count: number) {
  const totals = new Map<string, { phrase: string; score: number }>();
  for (const { phrase, score } of phrases) {
    const key = phrase.toLowerCase();
    const total = totals.get(key) ?? { phrase, score: 0 };
    totals.set(key, { phrase: total.phrase, score: total.score + score });
  }
  const sorted = [...totals.values()].sort((a, b) => b.score - a.score).slice(0, count);
  const top = sorted[0]?.score || 1;
  return sorted.map(({ phrase, score }) => ({ phrase, score: Math.round((score / top) * 100) / 100 }));
}
