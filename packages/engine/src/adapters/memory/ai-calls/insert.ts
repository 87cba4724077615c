/** Stores AI calls. What they cost is added up when it is asked for: here a look at every call is cheap. */

import type { CreateAICallInput } from "../../../ports/ai-call-logger.js";
import type { Moment } from "../database.js";
import { toAiCallRow } from "./columns.js";

export function insertAiCalls({ tables, now }: Moment, calls: readonly CreateAICallInput[]): void {
  for (const call of calls) tables.aiCalls.put(toAiCallRow(call, now));
}
