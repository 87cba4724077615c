/** Everything the built dashboard answers: pages, handlers, files, and each procedure with an input it takes. */

import type { CanaryRun } from "./canary-run.js";
import { questionsAbout } from "./questions.js";

/** By way of names, as their own paths are none of this project's. */
const ROUTER = "../../apps/web/server/router.js";
const TABLE = "../../apps/web/server/gate/routes.js";
type Permission = "everybody" | "viewer" | "content" | "operator" | "admin";
interface Meta {
  readonly _def: { readonly type: "query" | "mutation"; readonly meta: { readonly permission: Permission } };
}
const { appRouter } = (await import(ROUTER)) as {
  appRouter: { _def: { procedures: Readonly<Record<string, Meta>> } };
};
const LISTS = "../../apps/web/server/export/lists/index.js";
const { EXPORTED_LISTS } = (await import(LISTS)) as { EXPORTED_LISTS: Readonly<Record<string, unknown>> };
const { ROUTES } = (await import(TABLE)) as {
  ROUTES: Readonly<Record<string, { permission: Permission; methods: readonly string[] }>>;
};

export interface Target {
  readonly path: string;
  readonly query: string;
  readonly permission: Permission;
}

const proceduresOf = (type: "query" | "mutation") =>
  Object.entries(appRouter._def.procedures)
    .filter(([, { _def }]) => _def.type === type)
    .map(([name, { _def }]) => ({ name, permission: _def.meta.permission }));

export const QUERIES = proceduresOf("query");
export const MUTATIONS = proceduresOf("mutation");

/** What is looked at: every route with something in its placeholders, every question with its answer. */
export function targetsOf(run: CanaryRun): readonly Target[] {
  const of: Readonly<Record<string, string>> = { runId: run.runId, bulkId: "x" };
  const queries: Readonly<Record<string, string>> = {
    "/api/live": `?runs=${run.runId}`,
    "/api/payload": `?kind=runInput&id=${run.runId}`,
    "/api/logs": `?runId=${run.runId}`,
  };
  const routes = Object.entries(ROUTES)
    .filter(([path]) => path !== "/api/trpc/[trpc]" && path !== "/api/export/[list]")
    .map(([path, { permission }]) => ({
      path: path.replaceAll(/\[(\w+)\]/g, (_, name: string) => of[name] ?? "x"),
      query: queries[path] ?? "",
      permission,
    }));
  const questions = questionsAbout(run);
  const procedures = QUERIES.map(({ name, permission }) => ({
    path: `/api/trpc/${name}`,
    query: `?input=${encodeURIComponent(JSON.stringify(questions[name] ?? {}))}`,
    permission,
  }));
  const exports = Object.keys(EXPORTED_LISTS).map((list) => ({
    path: `/api/export/${list}`,
    query: `?as=ndjson&filter=${encodeURIComponent(JSON.stringify(filtersOf(run)[list] ?? {}))}`,
    permission: "viewer" as const,
  }));
  return [...routes, ...exports, ...procedures];
}

const filtersOf = ({ runId }: CanaryRun): Readonly<Record<string, object>> => ({
  "ai-calls": { runId },
  "run-annotations": { runId },
  artifacts: { runId },
  events: { runId },
  "bulk-items": { id: "x" },
  "failure-groups": { kind: "run", from: "2026-01-01T00:00:00.000Z" },
});
