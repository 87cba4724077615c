import {
  actorVersionsFilter,
  annotationGroupsFilter,
  annotationSearchFilter,
  annotationValuesFilter,
} from "@stageline/engine/read";
import { z } from "zod";
import { router, viewerProcedure } from "@/server/trpc";
import { confidenceKeyOf } from "./confidence-key";

const drift = annotationValuesFilter
  .omit({ actorVersion: true })
  .required({ actorKind: true, actorId: true })
  .extend({ before: z.string().max(500), after: z.string().max(500) });

export const annotationsRouter = router({
  search: viewerProcedure
    .input(annotationSearchFilter)
    .query(({ ctx, input }) => ctx.read.annotations.search(input)),
  groups: viewerProcedure
    .input(annotationGroupsFilter.omit({ runId: true }))
    .query(({ ctx, input }) => ctx.read.annotations.groups(input)),
  values: viewerProcedure
    .input(annotationValuesFilter)
    .query(({ ctx, input }) => ctx.read.annotations.values(input)),
  versions: viewerProcedure
    .input(actorVersionsFilter)
    .query(({ ctx, input }) => ctx.read.annotations.versions(input)),
  /** What two versions of an actor stated, and how sure they were of it. */
  drift: viewerProcedure.input(drift).query(async ({ ctx, input: { before, after, ...filter } }) => {
    const sideOf = async (actorVersion: string) => {
      const [stated, sure] = await Promise.all([
        ctx.read.annotations.values({ ...filter, actorVersion }),
        ctx.read.annotations.values({ ...filter, actorVersion, key: confidenceKeyOf(filter.key) }),
      ]);
      return { version: actorVersion, stated, confidence: sure.numbers };
    };
    const [left, right] = await Promise.all([sideOf(before), sideOf(after)]);
    return { before: left, after: right };
  }),
});
