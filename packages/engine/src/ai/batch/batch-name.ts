/** The name under which a batch is kept at its provider. */

import { createHash } from "node:crypto";

/** Characters that OpenAI's metadata values may have; the other providers name none or allow more. */
const MAX_CHARS = 512;

/** The key itself, which a person can read at the provider's site, or its hash if it is too long or unusual for that. */
export const batchName = (key: string): string =>
  key.length <= MAX_CHARS && /^[\x20-\x7e]+$/.test(key) ? key : `sha256:${hash(key)}`;

/** Twelve hexadecimal digits that stand for the key where only an id can carry it. */
export const keyTag = (key: string): string => hash(key).slice(0, 12);

const hash = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
