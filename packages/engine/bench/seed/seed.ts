/** Writes synthetic history, or removes it. */

import { migrate, openStore } from "@stageline/engine/store";
import { arrivals } from "./arrivals.js";
import { dailyCosts } from "./daily-costs.js";
import { postgresqlTarget } from "./postgresql-target.js";
import { random } from "./random.js";
import { addRun } from "./run.js";
import { sqliteTarget } from "./sqlite-target.js";
import { noRows, type Rows } from "./tables.js";
import type { SeedTarget } from "./target.js";
import { definitionOf, WORKFLOWS } from "./workflows.js";

export interface SeedOptions {
  readonly url: string;
  readonly runs: number;
  /** How far back the history goes. */
  readonly days: number;
  /** The same number gives the same history, seen from the same instant. */
  readonly seed: number;
  /** When the history ends. Default: now. */
  readonly until?: Date;
}

export interface SeedProgress {
  readonly done: number;
  readonly of: number;
}

/** Runs in one transaction: about 50 rows each. */
const BATCH = 500;

const openTarget = async (url: string): Promise<SeedTarget> =>
  url.startsWith("file:") ? sqliteTarget(url) : await postgresqlTarget(url);

/** Brings the tables up to date, then writes. What was written before a failure stays, and is removed by {@link removeSeed}. */
export async function seed(
  { url, runs, days, seed: number, until = new Date() }: SeedOptions,
  onProgress: (progress: SeedProgress) => void = () => undefined,
): Promise<void> {
  await migrate(url);
  await announceWorkflows(url);
  const target = await openTarget(url);
  try {
    const batches = history({ runs, days, seed: number, until });
    let done = 0;
    const lane = async () => {
      // One batch is made while another is written.
      for (const rows of batches) {
        await target.write(rows, dailyCosts(rows.ai_calls));
        done += rows.workflow_runs.length;
        onProgress({ done, of: runs });
      }
    };
    await Promise.all(Array.from({ length: target.lanes }, lane));
    await target.analyze();
  } finally {
    await target.close();
  }
}

/** @returns how many runs were removed */
export async function removeSeed(
  url: string,
  onProgress: (removed: number) => void = () => undefined,
): Promise<number> {
  const target = await openTarget(url);
  try {
    let removed = 0;
    for (;;) {
      const some = await target.removeSome(BATCH);
      if (some === 0) break;
      removed += some;
      onProgress(removed);
    }
    await target.removeRest();
    return removed;
  } finally {
    await target.close();
  }
}

function* history({ runs, days, seed: number, until }: Required<Omit<SeedOptions, "url">>): Generator<Rows> {
  const source = random(number);
  const createdAt = arrivals(runs, until, days);
  for (let first = 0; first < runs; first += BATCH) {
    const rows = noRows();
    for (let index = first; index < Math.min(first + BATCH, runs); index++)
      addRun(rows, source, createdAt(index));
    yield rows;
  }
}

async function announceWorkflows(url: string): Promise<void> {
  const store = await openStore(url);
  try {
    for (const workflow of WORKFLOWS) await store.persistence.saveDefinition(definitionOf(workflow), "seed");
  } finally {
    await store.close();
  }
}
