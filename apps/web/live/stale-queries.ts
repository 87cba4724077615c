/** Which questions a change makes old. */

import type { Query } from "@tanstack/react-query";
import type { Change } from "./live-source";

/** Answers about all runs that are shown beside a list; the list itself never moves under a reader. */
const ON_NEWS = new Set(["countByStatus", "countNewerThan"]);

/** Of a run's questions, what no running stage changes: asked again at its state's changes only. */
const ON_STATE = new Set(["events", "artifacts", "annotations", "annotationGroups", "latestAnnotations"]);

/** What a page asks for when it wants to: its answer is about a moment. */
const NEVER = new Set(["rerunPreview"]);

/** What may have happened while nobody told. */
export const ANYTHING = { runs: "all", news: true } as const;

interface Asked {
  readonly router: string;
  readonly procedure: string;
  readonly input: { readonly runId?: unknown; readonly ids?: unknown };
}

/** tRPC's keys: `[["run", "get"], { input, type }]`. */
function askedBy({ queryKey }: Query): Asked | undefined {
  const [path, options] = queryKey as readonly [unknown, { input?: Asked["input"] } | undefined];
  if (!Array.isArray(path)) return undefined;
  const [router = "", ...procedure] = path.map(String);
  return { router, procedure: procedure.join("."), input: options?.input ?? {} };
}

/** Longer lists are read anew when the reader asks: to follow them would be to read nothing else. */
export const MOST_FOLLOWED_ROWS = 1000;

/** Pages further on do not change under a reader. */
const isLongList = ({ state: { data } }: Query): boolean =>
  Array.isArray(data)
    ? data.length > MOST_FOLLOWED_ROWS
    : ((data as { pages?: readonly unknown[] } | undefined)?.pages?.length ?? 1) > 1;

const isEmptyList = ({ state }: Query): boolean =>
  (state.data as { rows?: readonly unknown[] } | undefined)?.rows?.length === 0;

/**
 * Whether the answer to a question may be another one after this change. A question with `meta: { live: false }` is
 * left alone; one with `meta: { live: "news" }` is asked again whenever anything happens to any run.
 */
export function isStaleAfter(query: Query, { runs, news }: Change | typeof ANYTHING): boolean {
  const kindsOf = (runId: unknown) => (runs === "all" ? ["state"] : runs[String(runId)]);
  const live = query.meta?.live;
  const asked = askedBy(query);
  if (live === false || asked === undefined || NEVER.has(asked.procedure)) return false;
  if (live === "news") return news;
  if (asked.router === "runs") {
    if (ON_NEWS.has(asked.procedure)) return news;
    if (asked.procedure === "list") return news && isEmptyList(query);
    const { ids } = asked.input;
    return asked.procedure === "byIds" && Array.isArray(ids) && ids.some((id) => kindsOf(id) !== undefined);
  }
  const kinds = asked.router === "run" ? kindsOf(asked.input.runId) : undefined;
  if (kinds === undefined || isLongList(query)) return false;
  return kinds.includes("state") || !ON_STATE.has(asked.procedure);
}
