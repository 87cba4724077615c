import type { Skill } from "../skill.js";
import { detectLanguage as detect } from "../text/languages.js";

/** Says which natural language a text is in. */
export const detectLanguage: Skill = {
  id: "detect-language",
  can: "say which language a text is in",
  asksFor: /\b(?:which|what|detect|identify|determine|recogni[sz]e|name)\b[^.?!]{0,60}\blanguage\b/i,
  knows: ["language", "languageCode", "languageName", "iso6391"],
  async perform({ document }) {
    const { code, name, confidence } = await detect(document);
    return {
      prose:
        code === "und"
          ? "The text doesn't tell its language."
          : `${name} (${code}), confidence ${confidence}.`,
      facts: [
        { names: ["languageCode", "code", "iso6391", "iso"], value: code },
        { names: ["languageName", "name"], value: name },
        { names: ["language"], value: { code, name, confidence } },
        { names: ["confidence", "certainty", "probability", "score"], value: confidence },
      ],
    };
  },
};
