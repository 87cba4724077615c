/** Answers a page that wants to be told of changes. */

import { z } from "zod";
import { whoAsks } from "../access/who-asks";
import { openEngine } from "../engine";
import { isForeignPage } from "../trusted-request";
import { type EventStreamOptions, eventStream } from "./event-stream";
import { LiveTail } from "./live-tail";

/** Streams at once. More is no dashboard that people look at. */
const MOST_STREAMS = 500;

/** What a page may watch at once: the largest page of runs, and one more. */
const watched = z
  .string()
  .max(20_000)
  .transform((text) => text.split(",").filter(Boolean))
  .pipe(z.array(z.string().min(1).max(500)).max(250));

/** Survives a reload of this module in development, where a second tail would ask twice. */
const shared = globalThis as typeof globalThis & { stagelineLiveTail?: LiveTail };

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // Compression would hold messages back until there are enough of them; so would some proxies.
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

const refused = (status: number, why: string) => new Response(`${why}\n`, { status });

/** Answers with the process's own tail. */
export async function answerLive(request: Request): Promise<Response> {
  const engine = await openEngine().catch(() => undefined);
  if (engine === undefined) return refused(503, "The database does not answer");
  shared.stagelineLiveTail ??= new LiveTail(engine);
  const headers = new Headers(request.headers);
  // A database that is away ends nobody's session.
  const isAllowed = () =>
    whoAsks(headers).then(
      (who) => who !== null,
      () => true,
    );
  return streamOf(shared.stagelineLiveTail, request, { isAllowed });
}

/** A stream of what `?runs=` names, or why there is none. */
export function streamOf(
  tail: LiveTail,
  request: Request,
  options: Pick<EventStreamOptions, "isAllowed" | "keepAliveMs"> = {},
): Response {
  if (isForeignPage(request.headers)) return refused(403, "Only the dashboard's own pages may listen here");
  const runIds = watched.safeParse(new URL(request.url).searchParams.get("runs") ?? "");
  if (!runIds.success) return refused(400, z.prettifyError(runIds.error));
  if (tail.viewerCount >= MOST_STREAMS) return refused(503, "Too many pages listen already");
  const body = eventStream(tail, { runIds: runIds.data, signal: request.signal, ...options });
  return new Response(body, { headers: HEADERS });
}
