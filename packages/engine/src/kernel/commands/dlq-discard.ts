/** Takes dead events out for good. Their rows stay until retention lets go of them, with who discarded them and why. */

import { z } from "zod";
import { actorSchema, defineCommand } from "../command.js";
import { type DeadEventReport, deadEventSelection, reportOn, toFilter } from "../outbox/dead-events.js";

const MAX_REASON_CHARS = 10_000;

export const dlqDiscard = defineCommand({
  type: "dlq.discard",
  input: z.object({
    select: deadEventSelection,
    reason: z.string().trim().min(1, "say why").max(MAX_REASON_CHARS),
    actor: actorSchema.refine(({ kind, id }) => Boolean(kind ?? id), { error: "say who" }),
  }),
  async handle({ store, acted }, { select, reason, actor }): Promise<DeadEventReport<"discarded">> {
    const by = [actor.kind, actor.id, actor.version].filter((part) => part !== undefined).join(":");
    const discarded = await store.persistence.discardDeadEvents(toFilter(select), reason, by);
    for (const id of discarded) acted({ targetKind: "event", targetId: id, reason });
    return reportOn(select, discarded, "discarded");
  },
});
