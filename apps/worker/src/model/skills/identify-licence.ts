import { identifyLicence as identify } from "../licence/identify-licence.js";
import type { Skill } from "../skill.js";

/** Says which SPDX licence a text is. */
export const identifyLicence: Skill = {
  id: "identify-licence",
  can: "say which SPDX licence a text is",
  asksFor:
    /\bspdx\b|\b(?:which|what|identify|classify|determine|detect|recogni[sz]e|name)\b[^.?!]{0,80}\blicen[cs]e/i,
  knows: ["spdxId", "licenseId", "license", "spdx", "spdxExpression"],
  async perform({ document }, { signal }) {
    const { spdxId, confidence, rationale, runnerUp, similarity, sameText, found } = await identify(
      document,
      signal,
    );
    return {
      prose: `${spdxId} (confidence ${confidence.toFixed(2)}). ${rationale}`,
      facts: [
        {
          names: ["spdxId", "licenseId", "license", "spdx", "spdxExpression", "expression", "id"],
          value: spdxId,
        },
        { names: ["confidence", "certainty", "probability", "score"], value: confidence },
        { names: ["rationale", "reason", "reasoning", "explanation", "why"], value: rationale },
        {
          names: ["runnerUp", "alternative", "secondBest"],
          value: runnerUp ? { spdxId: runnerUp.spdxId, similarity: runnerUp.similarity } : null,
        },
        { names: ["similarity"], value: similarity },
        { names: ["sameText", "equivalents", "alternatives"], value: [...sameText] },
        { names: ["found", "licenses", "all"], value: [...found] },
      ],
    };
  },
};
