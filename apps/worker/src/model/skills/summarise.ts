import type { Skill } from "../skill.js";
import { summarise as summarize } from "../text/summary.js";

const COUNT_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** Gives the sentences that stand for a text. */
export const summarise: Skill = {
  id: "summarise",
  can: "summarise a text with sentences of its own",
  asksFor:
    /\bsummar(?:y|ies|i[sz]e|i[sz]ing)\b|\btl;?dr\b|\babstract\b|\bgist\b|\bkey (?:points|sentences)\b/i,
  knows: ["summary", "abstract", "tldr", "keySentences", "keyPoints"],
  async perform({ document, instructions }, { breathe }) {
    const { sentences, outOf } = await summarize(document, {
      sentences: sentencesWanted(instructions),
      maxWords: wordsWanted(instructions),
      breathe,
    });
    // Scripts that put no space between sentences end them with full-width signs.
    const prose = sentences.join(" ").replace(/(?<=[。！？]) /g, "");
    return {
      prose,
      facts: [
        { names: ["summary", "abstract", "tldr"], value: prose },
        { names: ["keySentences", "keyPoints", "sentences"], value: [...sentences] },
        { names: ["sentenceCount", "outOf"], value: outOf },
      ],
    };
  },
};

/** "in 3 sentences", "two sentences". */
function sentencesWanted(instructions: string): number | undefined {
  const word = /(\d{1,3}|[a-z]+)\s+(?:short\s+|key\s+)?sentences?\b/i.exec(instructions)?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  const count = /^\d/.test(word) ? Number(word) : COUNT_WORDS.indexOf(word);
  return count > 0 ? count : undefined;
}

/** "at most 60 words". */
function wordsWanted(instructions: string): number | undefined {
  const count = Number(/(\d{1,4})\s+words\b/i.exec(instructions)?.[1]);
  return count > 0 ? count : undefined;
}
