/** The reference for a queue: two hand-written statements on our job table, rows kept as ours are. */

import { CLAIM_JOBS, ENQUEUE_JOBS, SETTLE_JOBS } from "../raw/job-statements.js";
import { openRaw } from "../raw/session.js";
import { BATCH, type Drain, emptied, expectCount, inBatches, jobNames } from "./drain.js";
import { seenOnce } from "./seen-once.js";

export const rawDrain: Drain = {
  name: "hand-written SQL",
  tables: "ours",
  async run(database, jobs) {
    const pool = openRaw(database.url, 2);
    for (const names of inBatches(jobNames(jobs))) await pool.query(ENQUEUE_JOBS, [names]);
    const seen = seenOnce(jobs);
    const start = performance.now();
    await emptied(
      async () => (await pool.query<ClaimedJob>({ name: "claim", text: CLAIM_JOBS, values: [BATCH] })).rows,
      async (claimed) => {
        for (const { id } of claimed) seen.see(id);
        const values = [claimed.map(({ id }) => id), claimed.map(({ lease_token }) => lease_token)];
        await pool.query({ name: "settle", text: SETTLE_JOBS, values });
      },
    );
    await seen.all;
    const tookMs = performance.now() - start;
    await pool.end();
    await expectCount(database, "select count(*) from job_queue where status = 'COMPLETED'", jobs);
    return tookMs;
  },
};

interface ClaimedJob {
  readonly id: string;
  readonly lease_token: string;
}
