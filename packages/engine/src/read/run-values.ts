/** What was last annotated to the runs of a page: the columns a viewer adds to the list. */

import { z } from "zod";
import { MAX_PAGE_SIZE } from "./filters.js";

export const runValuesRequest = z.object({
  ids: z.array(z.string().min(1).max(500)).max(MAX_PAGE_SIZE),
  keys: z.array(z.string().min(1).max(500)).max(20),
});
export type RunValuesRequest = z.infer<typeof runValuesRequest>;

export interface RunValue {
  readonly runId: string;
  readonly key: string;
  /** The value's JSON text, cut after PREVIEW_CHARS characters. */
  readonly valuePreview: string;
}
