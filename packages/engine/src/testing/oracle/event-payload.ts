/** The members of an event's payload that the oracle goes by. */

import { z } from "zod";
import { decodeDocument } from "../../domain/json-document.js";
import type { EventFact } from "./facts.js";

const told = z
  .object({
    attempt: z.number().nullable().catch(null),
    stageId: z.string().nullable().catch(null),
    delivery: z.number().nullable().catch(null),
  })
  .catch({ attempt: null, stageId: null, delivery: null });

export const toldBy = (payload: string): Pick<EventFact, "attempt" | "stageId" | "delivery"> =>
  told.parse(decodeDocument(payload));

const result = z.object({ runId: z.string() });

/** The run that a command's stored result names. */
export function runIdIn(stored: string | null): string | null {
  const parsed = stored === null ? undefined : result.safeParse(decodeDocument(stored));
  return parsed?.success ? parsed.data.runId : null;
}
