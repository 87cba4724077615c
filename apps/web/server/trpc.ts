/** How a procedure is made: its permission, its context, what becomes of its errors. */

import { type AccessPolicy, DEFAULT_POLICY } from "@stageline/engine";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { type Permission, refusal } from "./access/permission";
import { actorOf, type Principal } from "./access/principal";
import { currentPolicy, whoAsks } from "./access/who-asks";
import { type Engine, openEngine } from "./engine";
import { asAnswer, issuesOf } from "./error-codes";
import { redacted } from "./redacted";

/** Of one request: its calls ask for these once together. */
export interface Context {
  readonly principal: () => Promise<Principal | null>;
  readonly policy: () => Promise<AccessPolicy>;
}

/** Who asks is found out from the request itself, whatever the gate before it said. */
export const contextOf = (headers: Headers): Context => ({
  principal: once(() => whoAsks(headers)),
  policy: once(currentPolicy),
});

function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** What nobody expected is told in the server's log: it may speak of files, statements and addresses. */
const UNEXPECTED = "The dashboard could not do this. Its log says why.";

const t = initTRPC
  .context<Context>()
  .meta<{ permission: Permission }>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message: error.code === "INTERNAL_SERVER_ERROR" ? UNEXPECTED : redacted(shape.message),
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
    const principal = await ctx.principal();
    if (principal === null) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first" });
    const isChange = type !== "query";
    const isPolicyAsked = isChange || permission === "content";
    const policy = isPolicyAsked ? await ctx.policy() : DEFAULT_POLICY;
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

/** Whether prompts, inputs and outputs are for who asks: of what is shown with other things, their share is left out. */
export const seesContent = async (ctx: {
  principal: Principal;
  policy: Context["policy"];
}): Promise<boolean> => refusal(ctx.principal.role, "content", await ctx.policy()) === undefined;

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
export const viewerProcedure = procedureFor("viewer");
/** For prompts, inputs and outputs. */
export const contentProcedure = procedureFor("content");
export const operatorProcedure = procedureFor("operator");
export const adminProcedure = procedureFor("admin");
