import {
  BULK_KINDS,
  bulkFilter,
  bulkItemFilter,
  frozenFailures,
  frozenRunFilter,
  MAX_BULK_ITEMS,
} from "@stageline/engine/read";
import { z } from "zod";
import { bulkPreview } from "@/server/bulk-preview";
import { thawed } from "@/server/thawed-action";
import { operatorProcedure, router, viewerProcedure } from "@/server/trpc";

const id = z.string().min(1).max(500);
const target = z.union([
  z.strictObject({ ids: z.array(id).min(1).max(MAX_BULK_ITEMS) }),
  z.strictObject({ filter: frozenRunFilter }),
  z.strictObject({ deadEvents: frozenFailures }),
  z.strictObject({ deadJobs: frozenFailures }),
]);
const kind = z.enum(BULK_KINDS);
const actionOf = z.object({ id });
const plan = z.strictObject({
  phases: z.array(z.number().int().min(1).max(MAX_BULK_ITEMS)).max(5),
  stopAbove: z.number().min(0).max(1),
  perMinute: z.number().int().min(1).max(100_000).nullable(),
});

export const bulkRouter = router({
  list: viewerProcedure.input(bulkFilter).query(async ({ ctx, input }) => {
    const page = await ctx.read.bulk.list(input);
    return { ...page, rows: page.rows.map(thawed) };
  }),
  get: viewerProcedure.input(actionOf).query(async ({ ctx, input }) => {
    const action = await ctx.read.bulk.get(input.id);
    return action && thawed(action);
  }),
  items: viewerProcedure.input(bulkItemFilter).query(({ ctx, input }) => ctx.read.bulk.items(input)),

  /** What an action would be done to; changes nothing. */
  preview: operatorProcedure
    .input(z.object({ kind, target }))
    .query(({ ctx, input }) => bulkPreview(ctx.read, input)),
  start: operatorProcedure
    .input(
      z.object({
        kind,
        target,
        /** How carefully. */
        plan: plan.optional(),
        reason: z.string().max(2000),
        name: z.string().max(200).optional(),
        /** Made by the page once: however often it is sent, it starts once. */
        id,
      }),
    )
    .mutation(({ ctx, input }) => ctx.dispatch("bulk.start", { ...input, actor: ctx.actor })),
  abort: operatorProcedure
    .input(actionOf)
    .mutation(({ ctx, input }) => ctx.dispatch("bulk.abort", { bulkActionId: input.id })),
});
