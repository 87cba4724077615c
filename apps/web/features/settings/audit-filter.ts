/** What may be asked of the audit log, by page and by download. */

import { z } from "zod";

/** What every database knows as a time. */
const instant = z.coerce
  .date()
  .min(new Date("0001-01-01T00:00:00.000Z"))
  .max(new Date("9999-12-31T23:59:59.999Z"));
const text = z.string().min(1).max(500).optional();

export const auditFilter = z.object({
  actorId: text,
  action: text,
  targetId: text,
  from: instant.optional(),
  to: instant.optional(),
  beforeSequence: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
