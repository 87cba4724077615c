/**
 * Takes secrets out of text that leaves the process: the same ones as out of what is stored, whether or not they are
 * taken out there.
 */

import { createRedactor } from "@stageline/engine";

const redactor = createRedactor({ level: "records" });

/** The same text without the secrets in it. A line of JSON stays one, with what stands under secret names taken out. */
export function redacted(text: string): string {
  if (!text.endsWith("\n")) return redactor.text(text, "worker.log");
  return `${redactor.text(text.slice(0, -1), "worker.log")}\n`;
}

/** A name without the secret in it; two stay two. */
export const redactedName = (name: string): string => redactor.id(name);
