/** Errors of one kind told from others: what differs from one occurrence to the next is left out. */

import { createHash } from "node:crypto";

/** Far beyond what tells errors apart. */
const MAX_CHARS = 2_000;

/** @returns 16 hex digits */
export function errorFingerprint(error: string): string {
  const kind = error
    .slice(0, MAX_CHARS)
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<id>")
    .replace(/\b(0x)?(?=[a-f]*\d)[0-9a-f]{6,}\b/gi, "<hex>")
    .replace(/\d+/g, "<n>")
    .replace(/\s+/g, " ")
    .trim();
  return createHash("sha256").update(kind).digest("hex").slice(0, 16);
}
