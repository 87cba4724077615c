/**
 * Starts an action on many runs or dead events. What it is to be done to is frozen here: what matches the filter later
 * is left alone. Workers carry it out with `bulk.sweep`.
 *
 * The targets are looked for in steps outside a transaction, then action and items are stored in one: a crash before it
 * leaves nothing behind.
 */

import { z } from "zod";
import { BULK_KINDS, BULK_TARGETS, MAX_BULK_ITEMS } from "../../domain/bulk-action.js";
import { AlreadyExistsError, BulkRefusedError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { type BulkSelection, findTargets } from "../bulk/find-targets.js";
import { actorSchema, defineCommand } from "../command.js";

export interface BulkStarted {
  readonly bulkActionId: string;
  /** Runs or events it is done to. */
  readonly total: number;
}

const json = z.record(z.string(), z.unknown());

const planSchema = z.strictObject({
  phases: z.array(z.number().int().min(1).max(MAX_BULK_ITEMS)).max(5).readonly(),
  stopAbove: z.number().min(0).max(1),
  perMinute: z.number().int().min(1).max(100_000).nullable(),
});

export const bulkStart = defineCommand({
  type: "bulk.start",
  input: z.object({
    kind: z.enum(BULK_KINDS),
    /** `cancel` and `rerun` take runs, `replay` and `discard` dead events. */
    target: z.union([
      z.strictObject({ ids: z.array(z.string().min(1)).min(1).max(MAX_BULK_ITEMS) }),
      /** The read side's filter of runs as JSON, without paging. */
      z.strictObject({ filter: json }),
      /** The read side's conditions of failures as JSON. */
      z.strictObject({ deadEvents: json }),
      /** The same: the runs whose jobs they are. */
      z.strictObject({ deadJobs: json }),
    ]),
    /** How carefully; `rerun` and `replay` only. Default: all at once, and nobody looks at what came of it. */
    plan: planSchema.optional(),
    /** Given to each run or event that it is done to. */
    reason: z.string().trim().min(1, "say why").max(2_000),
    actor: actorSchema.refine(({ kind, id }) => Boolean(kind ?? id), { error: "say who" }),
    name: z.string().trim().min(1).max(200).optional(),
    /** Default: a new one. The same id again starts nothing and answers the same: whoever lost the answer may ask again. */
    id: z.string().min(1).optional(),
  }),
  async handle(
    { store, acted },
    { kind, target, plan, reason, actor, name, id = newId() },
  ): Promise<BulkStarted> {
    const { persistence } = store;
    if (plan !== undefined && kind !== "rerun" && kind !== "replay")
      throw new BulkRefusedError(`Nothing fails again after a ${kind}: leave the plan out`);
    const known = await persistence.getBulkAction(id);
    if (known === null) {
      const targets = await findTargets(persistence, kind, target);
      const isNew = await persistence.createBulkAction({
        id,
        kind,
        name: name ?? null,
        reason,
        actor: { kind: actor.kind ?? null, id: actor.id ?? null, version: actor.version ?? null },
        filter: filterOf(target),
        plan: plan ?? null,
        targets,
      });
      if (isNew) {
        const after = { kind, [`${BULK_TARGETS[kind]}s`]: targets.length, ...filterAsked(target) };
        acted({ targetKind: "bulk action", targetId: id, reason, after });
        return { bulkActionId: id, total: targets.length };
      }
    }
    const started = known ?? (await persistence.getBulkAction(id));
    if (started?.kind !== kind) throw new AlreadyExistsError("Bulk action", id);
    return { bulkActionId: id, total: started.total };
  },
});

/** As it is kept and shown: conditions of failures stand under the name of what failed. */
function filterOf(target: BulkSelection): Readonly<Record<string, unknown>> | null {
  if ("ids" in target) return null;
  return "filter" in target ? target.filter : target;
}

const filterAsked = (target: BulkSelection) => {
  const filter = filterOf(target);
  return filter === null ? {} : { filter };
};
