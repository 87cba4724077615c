/** The licence and notice texts of a run: kept once each in its storage, so that no stage output carries them. */

import { createHash } from "node:crypto";
import type { RunStorage } from "@stageline/engine";
import { z } from "zod";
import { licenceWords } from "../../model/licence/normalise.js";

const KEY = "inventory/licence-texts.json";

const storedTexts = z.record(
  z.string().describe("Hash of the text"),
  z.object({
    text: z.string(),
    /** Hash of its words without copyright lines and layout: equal for copies of one licence by different people. */
    wording: z.string(),
  }),
);

export type LicenceTexts = z.infer<typeof storedTexts>;

const shortHash = (content: string): string =>
  createHash("sha256").update(content).digest("hex").slice(0, 16);

export const textHash = (text: string): string => shortHash(text.replace(/\r\n?/g, "\n").trim());

export function wordingHash(text: string): string {
  const words = licenceWords(text);
  // A text of nothing but copyright lines has no wording of its own.
  return shortHash(words.length === 0 ? text : words.join(" "));
}

export const saveTexts = (storage: RunStorage, texts: LicenceTexts): Promise<void> =>
  storage.save(KEY, texts);

/** @throws {Error} if the inventory of this run stored none */
export async function loadTexts(storage: RunStorage): Promise<LicenceTexts> {
  const stored = await storage.load(KEY);
  if (stored === undefined)
    throw new Error(`The licence texts of this run are gone: rerun it from "inventory"`);
  return storedTexts.parse(stored);
}
