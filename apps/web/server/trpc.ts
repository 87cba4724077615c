/** How a procedure is made: its permission, its context, what becomes of its errors. */

import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { type Engine, openEngine } from "./engine";
import { asAnswer, issuesOf } from "./error-codes";

/** Viewers look; operators start, rerun and cancel. */
export type Permission = "viewer" | "operator";

export interface Context extends Engine {
  /** Recorded with everything the caller changes. */
  readonly actor: { readonly kind: "user"; readonly id: string };
}

/** The one user of a dashboard that listens on the loopback address only. */
const LOCAL_USER = { kind: "user", id: "local" } as const;

export const createContext = async (): Promise<Context> => ({ ...(await openEngine()), actor: LOCAL_USER });

const t = initTRPC
  .context<Context>()
  .meta<{ permission: Permission }>()
  .create({
    transformer: superjson,
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      data: { ...shape.data, stack: undefined, invalid: issuesOf(error) },
    }),
  });

const answering = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw asAnswer(result.error);
  return result;
});

const procedure = t.procedure.use(answering);

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
export const viewerProcedure = procedure.meta({ permission: "viewer" });
export const operatorProcedure = procedure.meta({ permission: "operator" });
