/** A route handler behind its permission, which it asks for itself, whatever the gate before it said. */

import { refusal } from "./access/permission";
import type { Principal } from "./access/principal";
import { currentPolicy, whoAsks } from "./access/who-asks";
import { ROUTES } from "./gate/routes";

const refused = (status: number, why: string) => new Response(`${why}\n`, { status });

/** @param path the route's own entry in the table of routes */
export const guarded =
  (path: keyof typeof ROUTES, answer: (request: Request, principal: Principal) => Promise<Response>) =>
  async (request: Request): Promise<Response> => {
    const permission = ROUTES[path]?.permission ?? "admin";
    const principal = await whoAsks(request.headers).catch(() => undefined);
    if (principal === undefined) return refused(503, "The database does not answer");
    if (principal === null || permission === "everybody") return refused(401, "Sign in first");
    const policy = await currentPolicy().catch(() => undefined);
    if (policy === undefined) return refused(503, "The database does not answer");
    const why = refusal(principal.role, permission, policy);
    return why === undefined ? answer(request, principal) : refused(403, why);
  };
