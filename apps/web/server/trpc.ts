/** How a procedure is made: its permission, its context, what becomes of its errors. */

import { DEFAULT_POLICY } from "@stageline/engine";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { type Permission, refusal } from "./access/permission";
import { actorOf } from "./access/principal";
import { currentPolicy, whoAsks } from "./access/who-asks";
import { type Engine, openEngine } from "./engine";
import { asAnswer, issuesOf } from "./error-codes";
import { redacted } from "./redacted";

export interface Context {
  readonly headers: Headers;
}

/** Who asks is found out by each procedure, from the request itself. */
export const contextOf = (headers: Headers): Context => ({ headers });

const t = initTRPC
  .context<Context>()
  .meta<{ permission: Permission }>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message: redacted(shape.message),
      data: { ...shape.data, stack: undefined, invalid: issuesOf(error) },
    }),
  });

const answering = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw asAnswer(result.error);
  return result;
});

/** Somebody known, who may do what the procedure declares; what the dashboard allows at all comes on top. */
const permitted = (permission: Permission) =>
  t.middleware(async ({ ctx, next, type }) => {
    const principal = await whoAsks(ctx.headers);
    if (principal === null) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first" });
    const isChange = type !== "query";
    const isPolicyAsked = isChange || permission === "content";
    const policy = isPolicyAsked ? await currentPolicy() : DEFAULT_POLICY;
    const why = refusal(principal.role, permission, policy);
    if (why !== undefined) throw new TRPCError({ code: "FORBIDDEN", message: why });
    if (isChange && policy.isReadOnly && permission !== "admin")
      throw new TRPCError({ code: "FORBIDDEN", message: "The dashboard is read-only at the moment" });
    return next({ ctx: { principal, actor: actorOf(principal) } });
  });

/**
 * The only way to a procedure is through a permission.
 *
 * The engine is opened inside `answering`, so that a database that cannot be reached is an answer and not a crash. What
 * is dispatched is dispatched for who asks, so that it is in the audit log.
 */
const procedureFor = (permission: Permission) =>
  t.procedure
    .meta({ permission })
    .use(answering)
    .use(permitted(permission))
    .use(async ({ ctx, next }) => {
      const engine = await openEngine();
      const dispatch: Engine["dispatch"] = (type, input) => engine.dispatch(type, input, { by: ctx.actor });
      return next({ ctx: { ...engine, dispatch } });
    });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
export const viewerProcedure = procedureFor("viewer");
/** For prompts, inputs and outputs. */
export const contentProcedure = procedureFor("content");
export const operatorProcedure = procedureFor("operator");
export const adminProcedure = procedureFor("admin");
