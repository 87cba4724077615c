import { z } from "zod";
import { router, viewerProcedure } from "@/server/trpc";

export const findRouter = router({
  /** The run something belongs to, by its id. */
  byId: viewerProcedure
    .input(z.object({ id: z.string().max(500) }))
    .query(({ ctx, input }) => ctx.read.ids.locate(input.id)),
});
