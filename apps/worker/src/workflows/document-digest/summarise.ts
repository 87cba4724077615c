/** A summary: of each part, and where there are several, of those. */

import { defineStage } from "@stageline/engine";
import pMap from "p-map";
import { z } from "zod";
import { ask } from "./ask.js";
import { split } from "./split.js";

const config = z.object({
  sentences: z.number().int().min(1).max(20).default(3).describe("Sentences in the summary"),
});

const answer = z.object({ summary: z.string() });

export const summarise = defineStage({
  id: "summarise",
  name: "Summarise",
  schemas: { input: split.schemas.output, output: answer, config },
  async execute(ctx) {
    const { parts } = ctx.input;
    const summary = async (text: string, topic: string) =>
      ask({
        model: ctx.ai(undefined, { topic }),
        instructions: `Summarise the text in ${ctx.config.sentences} sentences, in its own language.`,
        text,
        schema: answer,
        signal: ctx.signal,
      });
    let done = 0;
    const summaries = await pMap(
      parts,
      async (part) => {
        const one = await summary(part, "part");
        done += 1;
        ctx.progress(done / (parts.length + 1), `${done} of ${parts.length} parts`);
        return one.summary;
      },
      { concurrency: 4, signal: ctx.signal },
    );
    const [only] = summaries;
    if (only !== undefined && summaries.length === 1) return { summary: only };
    return summary(summaries.join("\n\n"), "whole");
  },
});
