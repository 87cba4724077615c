import {
  aiCallFilter,
  annotationFilter,
  eventFilter,
  logViewFilter,
  payloadRequest,
  stageHistoryFilter,
} from "@stageline/engine/read";
import { z } from "zod";
import { operatorProcedure, router, viewerProcedure } from "@/server/trpc";

const runOf = z.object({ runId: z.string() });
const rerunOf = z.object({
  runId: z.string(),
  stageId: z.string(),
  config: z.record(z.string(), z.unknown()).optional(),
});
const reason = z.string().max(2000).optional();

export const runRouter = router({
  get: viewerProcedure.input(runOf).query(({ ctx, input }) => ctx.read.runs.get(input.runId)),
  stages: viewerProcedure.input(runOf).query(({ ctx, input }) => ctx.read.stages.listByRun(input.runId)),
  /** What earlier executions of the stages took. */
  stageHistory: viewerProcedure
    .input(stageHistoryFilter)
    .query(({ ctx, input }) => ctx.read.stages.history(input)),
  annotations: viewerProcedure
    .input(annotationFilter)
    .query(({ ctx, input }) => ctx.read.annotations.list(input)),
  aiCalls: viewerProcedure.input(aiCallFilter).query(({ ctx, input }) => ctx.read.aiCalls.list(input)),
  aiCallTotals: viewerProcedure.input(aiCallFilter).query(({ ctx, input }) => ctx.read.aiCalls.totals(input)),
  logs: viewerProcedure.input(logViewFilter).query(({ ctx, input }) => ctx.read.logs.list(input)),
  artifacts: viewerProcedure
    .input(runOf)
    .query(({ ctx, input }) => ctx.read.artifacts.listByRun(input.runId)),
  events: viewerProcedure.input(eventFilter).query(({ ctx, input }) => ctx.read.events.list(input)),
  payload: viewerProcedure.input(payloadRequest).query(({ ctx, input }) => ctx.read.payloads.get(input)),

  /** What a rerun would do; changes nothing. */
  rerunPreview: operatorProcedure
    .input(rerunOf)
    .query(({ ctx, input }) => ctx.dispatch("run.rerunFrom", { ...input, dryRun: true })),
  rerun: operatorProcedure
    .input(rerunOf.extend({ reason }))
    .mutation(({ ctx, input }) => ctx.dispatch("run.rerunFrom", { ...input, actor: ctx.actor })),
  cancel: operatorProcedure
    .input(runOf.extend({ reason }))
    .mutation(({ ctx, input }) => ctx.dispatch("run.cancel", { ...input, actor: ctx.actor })),
});
