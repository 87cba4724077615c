/** All that is known about a run in one document, for those who cannot look at the dashboard. */

import type { ReadModel } from "@stageline/engine/read";
import { redacted } from "@/server/redacted";

const ROWS = 200;
const PAGES = 5;
const EVENTS = 1000;
const DOCUMENT_CHARS = 65_536;

interface Paged<Row> {
  readonly rows: readonly Row[];
  readonly next: Cursor | null;
}
type Cursor = NonNullable<Parameters<ReadModel["logs"]["list"]>[0]["cursor"]>;

/**
 * Everything but the payloads of stages, AI calls and artifacts. Bounded: lists end after a thousand rows and say so,
 * documents after 64 Ki characters. Secrets are taken out.
 *
 * @returns JSON text; null when there is no such run
 */
export async function runBundle(read: ReadModel, runId: string): Promise<string | null> {
  const run = await read.runs.get(runId);
  if (run === null) return null;
  const paging = (cursor: Cursor | undefined) => ({
    limit: ROWS,
    direction: "after" as const,
    ...(cursor ? { cursor } : {}),
  });
  const document = async (kind: "runInput" | "runConfig" | "runOutput") =>
    read.payloads.get({ kind, id: runId, maxChars: DOCUMENT_CHARS });
  const [stages, annotations, aiCalls, logs, artifacts, events, input, config, output] = await Promise.all([
    read.stages.listByRun(runId),
    bounded((cursor) => read.annotations.list({ runId, ...paging(cursor) })),
    bounded((cursor) => read.aiCalls.list({ runId, ...paging(cursor) })),
    bounded((cursor) => read.logs.list({ runId, ...paging(cursor) })),
    read.artifacts.listByRun(runId),
    read.events.list({ runId, afterSequence: 0, limit: EVENTS }),
    document("runInput"),
    document("runConfig"),
    document("runOutput"),
  ]);
  const bundle = { run, input, config, output, stages, annotations, aiCalls, logs, artifacts, events };
  return redacted(JSON.stringify(bundle, null, 2));
}

/** The first rows of a list, and whether there are more. */
async function bounded<Row>(
  page: (cursor: Cursor | undefined) => Promise<Paged<Row>>,
): Promise<{ readonly rows: readonly Row[]; readonly isCut: boolean }> {
  const rows: Row[] = [];
  let cursor: Cursor | undefined;
  for (let pages = 0; pages < PAGES; pages += 1) {
    const answer = await page(cursor);
    rows.push(...answer.rows);
    if (answer.next === null) return { rows, isCut: false };
    cursor = answer.next;
  }
  return { rows, isCut: true };
}
