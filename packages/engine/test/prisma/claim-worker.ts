/** A process that takes jobs until none is left, writes while it does, and prints what it got: `url name`. */

import { openStore } from "../../src/store.js";

const [url = "", name = ""] = process.argv.slice(2);
const store = await openStore(url);
const claimed: string[] = [];
for (;;) {
  const jobs = await store.jobs.claim({ workerId: name, limit: 20, leaseMs: 600_000 });
  if (jobs.length === 0) break;
  await store.transaction(async ({ persistence, jobs: queue }) => {
    for (const job of jobs) await queue.complete(job.jobId, job.leaseToken);
    await persistence.appendOutboxEvents([
      {
        workflowRunId: "shared",
        eventType: "taken",
        payload: jobs.length,
        causationId: name,
        occurredAt: new Date(),
      },
    ]);
  });
  claimed.push(...jobs.map((job) => job.workflowRunId));
}
await store.close();
process.stdout.write(JSON.stringify(claimed));
