/** What the dashboard's questions are asked about: runs, places and names that are there, the newer the likelier. */

import type { ReadModel, RunFilter, RunListItem } from "@stageline/engine/read";
import type { Random } from "../seed/random.js";

export interface Samples {
  /** A run, most often a new one: people look at what has just happened. */
  run(): RunListItem;
  /** The ids of a page of runs. */
  pageOfIds(): readonly string[];
  /** A place in the list, anywhere. */
  cursor(): { createdAt: Date; id: string };
  workflowId(): string;
  /** An instant in the whole history. */
  instant(): Date;
  stageIds(workflowId: string): readonly string[];
}

const PLACES = 60;
const page = { direction: "after", limit: 50 } as const satisfies RunFilter;

/** Reads pages at places spread over the history. */
export async function takeSamples(read: ReadModel, random: Random): Promise<Samples> {
  const newest = (await read.runs.list(page)).rows;
  const oldest = (await read.runs.list({ ...page, direction: "before" })).rows;
  const [first, last] = [oldest.at(-1)?.createdAt.getTime(), newest[0]?.createdAt.getTime()];
  if (first === undefined || last === undefined)
    throw new Error("There are no runs: write some with pnpm seed");
  const instant = () => new Date(first + random.next() * (last - first + 1));
  const pages = [newest];
  for (let place = 1; place < PLACES; place++) {
    // The nearer the end, the denser.
    const share = 1 - (place / PLACES) ** 3;
    const { rows } = await read.runs.list({ ...page, to: new Date(first + share * (last - first)) });
    if (rows.length > 0) pages.push(rows);
  }
  const stages = new Map<string, string[]>();
  for (const { workflowId, groups } of await read.workflows.list())
    stages.set(
      workflowId,
      groups.flatMap(({ stages }) => stages.map(({ id }) => id)),
    );
  const run = () => random.pick(random.pick(pages));
  return {
    run,
    pageOfIds: () => random.pick(pages).map(({ id }) => id),
    cursor: () => {
      const { createdAt, id } = run();
      return { createdAt, id };
    },
    workflowId: () => run().workflowId,
    instant,
    stageIds: (workflowId) => stages.get(workflowId) ?? [],
  };
}
