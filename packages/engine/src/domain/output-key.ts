/** Under which key a stage's output is kept: one of its own for every attempt. */

import { createHash } from "node:crypto";
import { MAX_ID_LENGTH } from "./storable.js";

/** Characters of a shortened name that stay readable. Longer than generated ids, so that those stay whole. */
const READABLE = 60;

/**
 * `<workflow type>/<run>/<stage>/<attempt>/output.json`, each name percent-encoded, so that a slash in one cannot make
 * two keys the same. Names that together are too long for a key are cut and carry a hash of the whole.
 */
export function stageOutputKey(
  names: { readonly workflowType: string; readonly runId: string; readonly stageId: string },
  attempt: number,
): string {
  const segments = [names.workflowType, names.runId, names.stageId].map(encodeURIComponent);
  const keyOf = (parts: readonly string[]) => `${parts.join("/")}/${attempt}/output.json`;
  const key = keyOf(segments);
  return key.length <= MAX_ID_LENGTH ? key : keyOf(segments.map(shortened));
}

/** What is kept whole is never as long as what is cut, so no name can pass for the hash of another. */
function shortened(segment: string): string {
  if (segment.length <= READABLE) return segment;
  return `${segment.slice(0, READABLE)}~${createHash("sha256").update(segment).digest("base64url")}`;
}
