/** Redaction as a process's environment asks for it. */

import { z } from "zod";
import { AI_CONTENTS, REDACTION_LEVELS, type RedactionOptions } from "./redactor.js";

/** The variables, each with its default; for whoever reads an environment of more than these. */
export const redactionVariables = {
  /** What secrets are taken out of. Default `records`. */
  STAGELINE_REDACTION: z.enum(REDACTION_LEVELS).default("records"),
  /** What is kept of prompts and responses. Default `full`. */
  STAGELINE_AI_CONTENT: z.enum(AI_CONTENTS).default("full"),
  /** Key of the hashes that stand for secrets in ids; the same for all processes on one database. */
  STAGELINE_REDACTION_KEY: z.string().min(16, "set it to 16 characters or more, best random").optional(),
};

const variables = z.object(redactionVariables);

export function redactionOf(env: z.output<typeof variables>): RedactionOptions {
  return {
    level: env.STAGELINE_REDACTION,
    aiContent: env.STAGELINE_AI_CONTENT,
    hashKey: env.STAGELINE_REDACTION_KEY,
  };
}

/**
 * @param env such as `process.env`; what is set to nothing is not set
 * @throws {Error} with one line per variable that is wrong
 */
export function redactionFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): RedactionOptions {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = variables.safeParse(filled);
  if (result.success) return redactionOf(result.data);
  throw new Error(result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
}
