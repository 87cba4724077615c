/** How a procedure is made: its permission, its context, what becomes of its errors. */

import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { openEngine } from "./engine";
import { asAnswer, issuesOf } from "./error-codes";
import { redacted } from "./redacted";

/** Viewers look; operators start, rerun and cancel. */
export type Permission = "viewer" | "operator";

export interface Context {
  /** Recorded with everything the caller changes. */
  readonly actor: { readonly kind: "user"; readonly id: string };
}

/** The one user of a dashboard that listens on the loopback address only. */
const LOCAL_USER = { kind: "user", id: "local" } as const;

export const createContext = (): Context => ({ actor: LOCAL_USER });

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

/** Opened inside `answering`, so that a database that cannot be reached is an answer and not a crash. */
const withEngine = t.middleware(async ({ next }) => next({ ctx: await openEngine() }));

const procedure = t.procedure.use(answering).use(withEngine);

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
export const viewerProcedure = procedure.meta({ permission: "viewer" });
export const operatorProcedure = procedure.meta({ permission: "operator" });
