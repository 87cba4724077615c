import {
  aiCallFilter,
  aiCallTopicsFilter,
  annotationFilter,
  annotationGroupsFilter,
  eventFilter,
  latestAnnotationsFilter,
  logLevelsFilter,
  logViewFilter,
  payloadRequest,
  stageHistoryFilter,
} from "@stageline/engine/read";
import { z } from "zod";
import { findInParts, payloadParts } from "@/server/payload-parts";
import { contentProcedure, operatorProcedure, router, seesContent, viewerProcedure } from "@/server/trpc";
import { runBundle } from "./bundle";

const runOf = z.object({ runId: z.string() });
const rowOf = z.object({ id: z.string().max(500) });
const rerunOf = z.object({
  runId: z.string(),
  stageId: z.string(),
  input: z.unknown().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
});
const reason = z.string().max(2000).optional();

export const runRouter = router({
  get: viewerProcedure.input(runOf).query(({ ctx, input }) => ctx.read.runs.get(input.runId)),
  stages: viewerProcedure.input(runOf).query(({ ctx, input }) => ctx.read.stages.listByRun(input.runId)),
  /** What earlier executions of the stages cost and how long they took. */
  stageHistory: viewerProcedure
    .input(stageHistoryFilter)
    .query(({ ctx, input }) => ctx.read.stages.history(input)),
  annotations: viewerProcedure
    .input(annotationFilter)
    .query(({ ctx, input }) => ctx.read.annotations.list(input)),
  annotationGroups: viewerProcedure
    .input(annotationGroupsFilter)
    .query(({ ctx, input }) => ctx.read.annotations.groups(input)),
  latestAnnotations: viewerProcedure
    .input(latestAnnotationsFilter)
    .query(({ ctx, input }) => ctx.read.annotations.latest(input)),
  aiCalls: viewerProcedure.input(aiCallFilter).query(({ ctx, input }) => ctx.read.aiCalls.list(input)),
  aiCallTotals: viewerProcedure.input(aiCallFilter).query(({ ctx, input }) => ctx.read.aiCalls.totals(input)),
  aiCallTopics: viewerProcedure
    .input(aiCallTopicsFilter)
    .query(({ ctx, input }) => ctx.read.aiCalls.topics(input)),
  aiCallCost: viewerProcedure.input(rowOf).query(({ ctx, input }) => ctx.read.aiCalls.explainCost(input.id)),
  logs: viewerProcedure.input(logViewFilter).query(({ ctx, input }) => ctx.read.logs.list(input)),
  log: viewerProcedure
    .input(runOf.extend({ id: z.string().max(500) }))
    .query(({ ctx, input }) => ctx.read.logs.get(input.runId, input.id)),
  logLevels: viewerProcedure.input(logLevelsFilter).query(({ ctx, input }) => ctx.read.logs.levels(input)),
  artifacts: viewerProcedure
    .input(runOf)
    .query(({ ctx, input }) => ctx.read.artifacts.listByRun(input.runId)),
  /** Payloads are null for those from whom they are withheld. */
  events: viewerProcedure.input(eventFilter).query(async ({ ctx, input }) => {
    const events = await ctx.read.events.list(input);
    const isShown = await seesContent(ctx);
    return events.map((event) => ({ ...event, payloadPreview: isShown ? event.payloadPreview : null }));
  }),
  bundle: contentProcedure.input(runOf).query(({ ctx, input }) => runBundle(ctx.read, input.runId)),
  payload: contentProcedure.input(payloadRequest).query(({ ctx, input }) => ctx.read.payloads.get(input)),
  /** Where words occur in a stored value, however big it is. */
  findInPayload: contentProcedure
    .input(payloadRequest.pick({ kind: true, id: true }).extend({ words: z.string().min(1).max(200) }))
    .query(({ ctx, input }) => findInParts(payloadParts(ctx.read, input), input.words)),

  /** What a rerun would do; changes nothing. */
  rerunPreview: operatorProcedure
    .input(rerunOf)
    .query(({ ctx, input }) => ctx.dispatch("run.rerunFrom", { ...input, dryRun: true })),
  rerun: operatorProcedure
    .input(rerunOf.extend({ reason }))
    .mutation(({ ctx, input }) => ctx.dispatch("run.rerunFrom", { ...input, actor: ctx.actor })),
  copy: operatorProcedure
    .input(rerunOf.omit({ stageId: true }).extend({ reason, idempotencyKey: z.string().min(1).max(200) }))
    .mutation(({ ctx, input }) => ctx.dispatch("run.copy", { ...input, actor: ctx.actor })),
  cancel: operatorProcedure
    .input(runOf.extend({ reason }))
    .mutation(({ ctx, input }) => ctx.dispatch("run.cancel", { ...input, actor: ctx.actor })),
});
