import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store.js";
import { FRESH, type Kind, type TestDatabase } from "./databases.js";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../../../..");

/** STAGELINE_TEST_JOBS=100000 is the full size. */
const JOBS = Number(process.env.STAGELINE_TEST_JOBS ?? 1_000);
const PROCESSES = 4;

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await FRESH[kind]();
    store = await openStore(database.url);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  test(`7.15 ${PROCESSES} processes share ${JOBS} jobs, none twice, and number their events without a gap`, async () => {
    for (let start = 0; start < JOBS; start += 1_000) {
      await store.jobs.enqueueParallel(
        Array.from({ length: Math.min(1_000, JOBS - start) }, (_, index) => ({
          workflowRunId: `run-${start + index}`,
          workflowId: "w",
          stageId: "s",
        })),
      );
    }

    const claimed = await Promise.all(
      Array.from({ length: PROCESSES }, async (_, index) => {
        const { stdout } = await run(
          process.execPath,
          [
            path.join(root, "scripts/run-typescript.mjs"),
            path.join(import.meta.dirname, "claim-worker.ts"),
            database.url,
            `process-${index}`,
          ],
          { maxBuffer: 1 << 26 },
        );
        return JSON.parse(stdout) as string[];
      }),
    );

    const all = claimed.flat();
    expect(all).toHaveLength(JOBS);
    expect(new Set(all).size).toBe(JOBS);
    const events = await store.read.events.list({ runId: "shared", afterSequence: 0, limit: 100_000 });
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
    expect(await store.jobs.listJobs({ status: ["COMPLETED"] })).toHaveLength(JOBS);
  }, 600_000);
});
