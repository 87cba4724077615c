import { z } from "zod";
import { operatorProcedure, router, viewerProcedure } from "@/server/trpc";

const newRun = z.object({
  workflowId: z.string().min(1),
  input: z.unknown(),
  config: z.record(z.string(), z.unknown()).optional(),
  priority: z.number().int().optional(),
  /** The same key starts the same run, however often the form is sent. */
  idempotencyKey: z.string().min(1),
});

export const newRunRouter = router({
  workflows: viewerProcedure.query(({ ctx }) => ctx.read.workflows.list()),
  create: operatorProcedure
    .input(newRun)
    .mutation(({ ctx, input }) => ctx.dispatch("run.create", { ...input, actor: ctx.actor })),
});
