import { z } from "zod";
import { sessionsAndTokens } from "@/server/access/sessions-and-tokens";
import { currentPolicy } from "@/server/access/who-asks";
import { auditTrail } from "@/server/audit-trail";
import { adminProcedure, router, viewerProcedure } from "@/server/trpc";
import { auditFilter } from "./audit-filter";

const id = z.string().min(1).max(500);
const role = z.enum(["viewer", "operator", "admin"]);

export const settingsRouter = router({
  me: viewerProcedure.query(async ({ ctx }) => ({
    name: ctx.principal.name,
    role: ctx.principal.role,
    /** Nobody signed in where everybody on the machine is the same. */
    canSignOut: ctx.principal.kind === "session",
    isReadOnly: (await currentPolicy()).isReadOnly,
  })),

  audit: adminProcedure.input(auditFilter).query(({ ctx, input }) => ctx.audit.list(input)),
  verifyAudit: adminProcedure.query(({ ctx }) => auditTrail(ctx.audit)),

  access: adminProcedure.query(({ ctx }) => sessionsAndTokens(ctx.access, ctx.principal)),
  policy: adminProcedure.query(() => currentPolicy()),
  setPolicy: adminProcedure
    .input(z.object({ isReadOnly: z.boolean().optional(), viewersSeeContent: z.boolean().optional() }))
    .mutation(({ ctx, input }) => ctx.dispatch("access.setPolicy", { ...input, actor: ctx.actor })),
  createToken: adminProcedure
    .input(
      z.object({
        name: z.string().trim().min(1).max(100),
        role,
        days: z.number().int().min(1).max(3_650).nullable(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.dispatch("access.createToken", input)),
  revokeToken: adminProcedure
    .input(z.object({ tokenId: id }))
    .mutation(({ ctx, input }) => ctx.dispatch("access.revokeToken", input)),
  endSession: adminProcedure
    .input(z.object({ sessionId: id }))
    .mutation(({ ctx, input }) => ctx.dispatch("access.endSession", input)),
});
