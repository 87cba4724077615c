/**
 * Starts an action on many runs. What it is to be done to is frozen here: runs that match the filter later are left
 * alone. Workers carry it out with `bulk.sweep`.
 *
 * The runs are looked for in steps outside a transaction, then action and items are stored in one: a crash before it
 * leaves nothing behind.
 */

import { z } from "zod";
import { BULK_KINDS, MAX_BULK_ITEMS } from "../../domain/bulk-action.js";
import { AlreadyExistsError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { findTargets } from "../bulk/find-targets.js";
import { actorSchema, defineCommand } from "../command.js";

export interface BulkStarted {
  readonly bulkActionId: string;
  /** Runs it is done to. */
  readonly total: number;
}

export const bulkStart = defineCommand({
  type: "bulk.start",
  input: z.object({
    kind: z.enum(BULK_KINDS),
    target: z.union([
      z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(MAX_BULK_ITEMS) }),
      /** The read side's filter of runs as JSON, without paging. */
      z.strictObject({ filter: z.record(z.string(), z.unknown()) }),
    ]),
    /** Given to each run that it is done to. */
    reason: z.string().trim().min(1, "say why").max(2_000),
    actor: actorSchema.refine(({ kind, id }) => Boolean(kind ?? id), { error: "say who" }),
    name: z.string().trim().min(1).max(200).optional(),
    /** Default: a new one. The same id again starts nothing and answers the same: whoever lost the answer may ask again. */
    id: z.string().min(1).optional(),
  }),
  async handle({ store, acted }, { kind, target, reason, actor, name, id = newId() }): Promise<BulkStarted> {
    const { persistence } = store;
    const known = await persistence.getBulkAction(id);
    if (known === null) {
      const targets = await findTargets(persistence, target);
      const isNew = await persistence.createBulkAction({
        id,
        kind,
        name: name ?? null,
        reason,
        actor: { kind: actor.kind ?? null, id: actor.id ?? null, version: actor.version ?? null },
        filter: "filter" in target ? target.filter : null,
        targets,
      });
      if (isNew) {
        const after = { kind, runs: targets.length, ...("filter" in target && { filter: target.filter }) };
        acted({ targetKind: "bulk action", targetId: id, reason, after });
        return { bulkActionId: id, total: targets.length };
      }
    }
    const started = known ?? (await persistence.getBulkAction(id));
    if (started?.kind !== kind) throw new AlreadyExistsError("Bulk action", id);
    return { bulkActionId: id, total: started.total };
  },
});
