/** A worker that may be killed at any moment: `database-url provider-url`. Works until it is. */

import { createKernel } from "../../src/kernel/kernel.js";
import type { Lease } from "../../src/ports/job-queue.js";
import { openStore } from "../../src/store.js";
import { mixedCalls } from "./provider/mixed-calls.js";

const [url = "", providerUrl = ""] = process.argv.slice(2);
const SLOTS = 2;
const LEASE_MS = 3_000;

const store = await openStore(url);
const kernel = createKernel({ store, workflows: [mixedCalls(providerUrl)] });
let held: readonly Lease[] = [];
setInterval(() => {
  if (held.length > 0) void store.jobs.heartbeat(held, LEASE_MS);
}, LEASE_MS / 3);

for (;;) {
  await kernel.dispatch("lease.reapStale", {});
  await kernel.dispatch("run.claimPending", {});
  const begun = await kernel.dispatch("job.begin", { limit: SLOTS, leaseMs: LEASE_MS });
  held = begun.map(({ job }) => job);
  await Promise.all(begun.map((job) => kernel.dispatch("job.execute", { job })));
  held = [];
  if (begun.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
}
