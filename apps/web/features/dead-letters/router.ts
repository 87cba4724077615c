import {
  FAILURE_KINDS,
  FAILURE_MARKS,
  failureFilter,
  failureGroupFilter,
  holeFilter,
  isSettled,
} from "@stageline/engine/read";
import { z } from "zod";
import { operatorProcedure, router, viewerProcedure } from "@/server/trpc";

const key = z.object({
  kind: z.enum(FAILURE_KINDS),
  subject: z.string().min(1).max(500),
  fingerprint: z.string().min(1).max(100),
});

export const deadLettersRouter = router({
  counts: viewerProcedure.query(({ ctx }) => ctx.read.failures.counts()),
  outbox: viewerProcedure.query(({ ctx }) => ctx.read.outbox.now()),
  /** Runs whose order was broken. */
  holes: viewerProcedure.input(holeFilter).query(({ ctx, input }) => ctx.read.outbox.holes(input)),
  groups: viewerProcedure.input(failureGroupFilter).query(async ({ ctx, input }) => {
    const found = await ctx.read.failures.groups(input);
    return { ...found, groups: found.groups.map((group) => ({ ...group, isSettled: isSettled(group) })) };
  }),
  events: viewerProcedure.input(failureFilter).query(({ ctx, input }) => ctx.read.failures.events(input)),
  jobs: viewerProcedure.input(failureFilter).query(({ ctx, input }) => ctx.read.failures.jobs(input)),

  /** Says that failures that are alike were seen to, or need not be; or takes that back. */
  mark: operatorProcedure
    .input(
      key.extend({ state: z.enum([...FAILURE_MARKS, "OPEN"]), reason: z.string().trim().min(1).max(2_000) }),
    )
    .mutation(({ ctx, input }) => ctx.dispatch("failures.mark", { ...input, actor: ctx.actor })),
});
