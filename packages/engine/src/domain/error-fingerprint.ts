/** Errors of one kind told from others: what differs from one occurrence to the next is left out. */

import { createHash } from "node:crypto";

/** Far beyond what tells errors apart. */
const MAX_CHARS = 2_000;
/** Longer ones are sentences, not names: a quoted message says what kind of error it is. */
const MAX_NAME_CHARS = 60;

const QUOTED = new RegExp(
  `"[^"\\n]{0,${MAX_NAME_CHARS}}"|“[^”\\n]{0,${MAX_NAME_CHARS}}”|\`[^\`\\n]{0,${MAX_NAME_CHARS}}\``,
  "g",
);

/** What stays of an error when ids, numbers and quoted names are left out. */
export const errorPattern = (error: string): string =>
  error
    .slice(0, MAX_CHARS)
    .replace(QUOTED, "“…”")
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<id>")
    .replace(/\b(0x)?(?=[a-f]*\d)[0-9a-f]{6,}\b/gi, "<hex>")
    .replace(/\d+/g, "<n>")
    .replace(/\s+/g, " ")
    .trim();

/** @returns 16 hex digits */
export const errorFingerprint = (error: string): string =>
  createHash("sha256").update(errorPattern(error)).digest("hex").slice(0, 16);

/** Of an error that a row may have. */
export const fingerprintOrNull = (error: string | null): string | null =>
  error === null ? null : errorFingerprint(error);
