import { costCallFilter, costFilter, costRunFilter, dearCallFilter } from "@stageline/engine/read";
import { z } from "zod";
import { operatorProcedure, router, viewerProcedure } from "@/server/trpc";

const budgetChange = z.object({
  targetKind: z.enum(["workflow", "model", "topic"]),
  targetId: z.string().trim().min(1).max(500),
  period: z.enum(["day", "month"]),
  reason: z.string().trim().min(1).max(2000),
});

export const costRouter = router({
  days: viewerProcedure.input(costFilter).query(({ ctx, input }) => ctx.read.costs.days(input)),
  topics: viewerProcedure.input(costFilter).query(({ ctx, input }) => ctx.read.costs.topics(input)),
  names: viewerProcedure.input(costFilter).query(({ ctx, input }) => ctx.read.costs.names(input)),
  calls: viewerProcedure.input(costCallFilter).query(({ ctx, input }) => ctx.read.costs.calls(input)),
  dearCalls: viewerProcedure.input(dearCallFilter).query(({ ctx, input }) => ctx.read.costs.dearCalls(input)),
  runs: viewerProcedure.input(costRunFilter).query(({ ctx, input }) => ctx.read.costs.runs(input)),
  budgets: viewerProcedure.query(({ ctx }) => ctx.read.budgets.list()),
  /** What it lets go by that goes on at once. */
  setBudget: operatorProcedure
    .input(budgetChange.extend({ limitUsd: z.number().min(0).max(1e9), warnAt: z.number().min(0).max(1) }))
    .mutation(({ ctx, input }) => ctx.dispatch("budget.set", { ...input, actor: ctx.actor })),
  removeBudget: operatorProcedure
    .input(budgetChange)
    .mutation(({ ctx, input }) => ctx.dispatch("budget.remove", input)),
});
