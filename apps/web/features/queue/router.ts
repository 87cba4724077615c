import { jobListFilter, pastWaitFilter } from "@stageline/engine/read";
import { z } from "zod";
import { operatorProcedure, router, viewerProcedure } from "@/server/trpc";
import { SPANS } from "./search-params";
import { BUCKETS, seriesOf, seriesRange } from "./series";

const reason = z.string().max(2_000).optional();
const job = z.object({ jobId: z.string().min(1).max(500), reason });
const target = z.object({
  targetKind: z.enum(["workflow", "worker"]),
  targetId: z.string().min(1).max(500),
});

export const queueRouter = router({
  now: viewerProcedure.query(({ ctx }) => ctx.read.queue.now()),
  /** How it was, of all workflows or of one. */
  series: viewerProcedure
    .input(z.object({ last: z.enum(SPANS), workflowId: z.string().max(500).optional() }))
    .query(async ({ ctx, input: { last, workflowId = "" } }) => {
      const now = new Date();
      const { bucketMs } = BUCKETS[last];
      const samples = await ctx.read.queue.samples({ workflowId, bucketMs, ...seriesRange(last, now) });
      return seriesOf(samples, last, now);
    }),
  jobs: viewerProcedure.input(jobListFilter).query(({ ctx, input }) => ctx.read.queue.jobs(input)),
  pastWaits: viewerProcedure.input(pastWaitFilter).query(({ ctx, input }) => ctx.read.queue.pastWaits(input)),
  workers: viewerProcedure.query(({ ctx }) => ctx.read.workers.list()),
  pauses: viewerProcedure.query(({ ctx }) => ctx.read.pauses.list()),

  runNow: operatorProcedure
    .input(job)
    .mutation(({ ctx, input }) => ctx.dispatch("job.runNow", { ...input, actor: ctx.actor })),
  setPriority: operatorProcedure
    .input(job.extend({ priority: z.number().int().min(-1_000_000).max(1_000_000) }))
    .mutation(({ ctx, input }) => ctx.dispatch("job.setPriority", { ...input, actor: ctx.actor })),
  release: operatorProcedure
    .input(job)
    .mutation(({ ctx, input }) => ctx.dispatch("job.release", { ...input, actor: ctx.actor })),
  pause: operatorProcedure
    .input(target.extend({ reason: z.string().trim().min(1).max(2_000) }))
    .mutation(({ ctx, input }) => ctx.dispatch("pause.set", { ...input, actor: ctx.actor })),
  resume: operatorProcedure.input(target).mutation(({ ctx, input }) => ctx.dispatch("pause.clear", input)),
});
