import type { ReadRequest } from "../read-request.js";
import { factName, type Skill } from "../skill.js";
import { detectLanguage } from "./detect-language.js";
import { findKeyPhrases } from "./find-key-phrases.js";
import { identifyLicence } from "./identify-licence.js";
import { summarise } from "./summarise.js";

/** All that the local model can do. A new skill is a file and a line here. */
export const skills: readonly Skill[] = [identifyLicence, summarise, findKeyPhrases, detectLanguage];

/** The skills that the request asks for, in words or by the names in its schema. */
export function skillsFor({ instructions, fields }: ReadRequest): readonly Skill[] {
  const names = new Set(fields.map(factName));
  const byField = skills.filter(({ knows }) => knows.some((name) => names.has(factName(name))));
  // A schema says exactly what is wanted; words next to it may mention other things.
  if (byField.length > 0) return byField;
  return skills.filter(({ asksFor }) => asksFor.test(instructions));
}
