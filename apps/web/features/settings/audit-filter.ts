/** What may be asked of the audit log, by page and by download. */

import { z } from "zod";

const text = z.string().min(1).max(500).optional();

export const auditFilter = z.object({
  actorId: text,
  action: text,
  targetId: text,
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
  beforeSequence: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
