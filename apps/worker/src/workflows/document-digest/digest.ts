/** Puts the digest together, as data and as a page. */

import { defineStage } from "@stageline/engine";
import { z } from "zod";
import { detectLanguage } from "./detect-language.js";
import { keyPhrases } from "./key-phrases.js";
import { split } from "./split.js";
import { summarise } from "./summarise.js";

const DIGEST_KEY = "digest.md";

export const digest = defineStage({
  id: "digest",
  name: "Digest",
  schemas: {
    input: z.object({
      summarise: summarise.schemas.output,
      "key-phrases": keyPhrases.schemas.output,
      "detect-language": detectLanguage.schemas.output,
    }),
    output: z.object({
      title: z.string(),
      summary: z.string(),
      keyPhrases: z.array(z.string()),
      language: detectLanguage.schemas.output,
      words: z.number().int(),
      readingMinutes: z.number().int().describe("At 220 words a minute"),
      artifact: z.string().describe("Key of the page in the run's storage"),
    }),
  },
  async execute(ctx) {
    const { title, words } = ctx.require(split);
    const { summarise: summed, "key-phrases": phrases, "detect-language": language } = ctx.input;
    const names = phrases.keyPhrases.map(({ phrase }) => phrase);
    const readingMinutes = Math.max(1, Math.round(words / 220));
    const page = [
      `# ${title}`,
      summed.summary,
      names.map((name) => `- ${name}`).join("\n"),
      `${language.languageName}, ${words} words, ${readingMinutes} min to read`,
      "",
    ];
    await ctx.storage.save(DIGEST_KEY, page.join("\n\n"));
    return {
      title,
      summary: summed.summary,
      keyPhrases: names,
      language,
      words,
      readingMinutes,
      artifact: DIGEST_KEY,
    };
  },
});
