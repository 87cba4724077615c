/** One thing that the local model can do. */

import type { JSONValue } from "@ai-sdk/provider";
import type { Breathe } from "./breather.js";
import type { ReadRequest } from "./read-request.js";

export interface Fact {
  /** What a schema may call it, the usual name first. Case and punctuation don't count. */
  readonly names: readonly string[];
  readonly value: JSONValue;
}

export interface SkillAnswer {
  /** For an answer in words. */
  readonly prose: string;
  /** For an answer in a given shape. */
  readonly facts: readonly Fact[];
}

export interface Skill {
  readonly id: string;
  /** Completes the sentence "I can …". */
  readonly can: string;
  /** Whether the instructions ask for it in words. The document is never looked at: it could say anything. */
  readonly asksFor: RegExp;
  /** Names of facts that only this skill knows: a schema with one of them asks for it, too. */
  readonly knows: readonly string[];
  perform(request: ReadRequest, tools: SkillTools): Promise<SkillAnswer>;
}

export interface SkillTools {
  readonly breathe: Breathe;
  readonly signal: AbortSignal | undefined;
}

/** `spdx_id`, `spdxId` and `SPDX ID` are one name, and so are `licence` and `license`. */
export const factName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replaceAll("licence", "license");
