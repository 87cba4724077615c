import { histogramFilter, MAX_PAGE_SIZE, runFilter, runValuesRequest } from "@stageline/engine/read";
import { z } from "zod";
import { router, viewerProcedure } from "@/server/trpc";

export const runsRouter = router({
  list: viewerProcedure.input(runFilter).query(({ ctx, input }) => ctx.read.runs.list(input)),
  /** What changed of the rows on the screen. */
  byIds: viewerProcedure
    .input(z.object({ ids: z.array(z.string()).max(MAX_PAGE_SIZE) }))
    .query(({ ctx, input }) => ctx.read.runs.byIds(input.ids)),
  countByStatus: viewerProcedure
    .input(runFilter)
    .query(({ ctx, input }) => ctx.read.runs.countByStatus(input)),
  countNewerThan: viewerProcedure
    .input(runFilter)
    .query(({ ctx, input }) => ctx.read.runs.countNewerThan(input)),
  histogram: viewerProcedure.input(histogramFilter).query(({ ctx, input }) => ctx.read.runs.histogram(input)),
  /** Of the rows on the screen, what was annotated. */
  values: viewerProcedure.input(runValuesRequest).query(({ ctx, input }) => ctx.read.runs.values(input)),
  /** What a search can name. */
  words: viewerProcedure.query(({ ctx }) => ctx.read.runs.words()),
  /** Names to filter by, and how many groups each has; no schemas. */
  workflows: viewerProcedure.query(async ({ ctx }) =>
    (await ctx.read.workflows.list()).map(({ workflowId, name, groups }) => ({
      workflowId,
      name,
      groups: groups.length,
    })),
  ),
});
