import type { Skill } from "../skill.js";
import { keyPhrases } from "../text/key-phrases.js";

const DEFAULT_COUNT = 8;
const LARGEST_COUNT = 50;

/** Names the phrases that a text is about. */
export const findKeyPhrases: Skill = {
  id: "find-key-phrases",
  can: "name a text's key phrases",
  asksFor: /\bkey[\s-]?(?:phrases?|words?|terms?)\b|\btopics?\b|\btags?\b/i,
  knows: ["keyPhrases", "keywords", "keyTerms", "topics", "tags", "phrases"],
  async perform({ document, instructions }, { breathe }) {
    const wanted = Number(/(\d{1,3})\s+(?:most\s+\w+\s+)?(?:key|topics?|tags?)/i.exec(instructions)?.[1]);
    const limit = wanted > 0 ? Math.min(wanted, LARGEST_COUNT) : DEFAULT_COUNT;
    const phrases = await keyPhrases(document, limit, breathe);
    return {
      prose: phrases.map(({ phrase }) => phrase).join(", "),
      facts: [
        {
          names: ["keyPhrases", "keywords", "keyTerms", "topics", "tags", "phrases"],
          // A type, unlike an interface, is known to be JSON.
          value: phrases.map(({ phrase, count, score }) => ({ phrase, count, score })),
        },
      ],
    };
  },
};
