/** The process's own time zone must not matter. Where the runner gives threads their own environment, these show less. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { createRun, jobInput } from "../factories.js";
import { type ConformanceCase, suite } from "./suite.js";

const ZONES = ["America/New_York", "Asia/Kolkata", "UTC"];

const inZone =
  (zone: string): ConformanceCase["check"] =>
  async (store) => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      await timesHold(store);
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  };

export const processTimeZoneSuite = suite(
  "process time zones",
  Object.fromEntries(
    ZONES.map((zone) => [`times mean the same when the process runs in ${zone}`, inZone(zone)]),
  ),
);

async function timesHold(store: Store): Promise<void> {
  const noon = new Date("2026-07-01T12:00:00.000Z");
  const { id } = await createRun(store);
  await store.persistence.updateRun(id, { startedAt: noon });
  const run = await store.persistence.getRun(id);
  assert.equal(run?.startedAt?.toISOString(), noon.toISOString());
  const drift = Math.abs((await store.now()).getTime() - (run?.createdAt.getTime() ?? 0));
  assert.ok(drift < 60_000, `a row made now says it was made ${drift} ms away`);

  const now = (await store.now()).getTime();
  const [early, late] = [new Date(now - 60_000), new Date(now + 60_000)];
  await store.jobs.enqueue(jobInput({ stageId: "early", scheduledFor: early }));
  await store.jobs.enqueue(jobInput({ stageId: "late", scheduledFor: late }));
  const job = await store.jobs.dequeue();
  assert.equal(job?.stageId, "early");
  assert.equal(await store.jobs.dequeue(), null);
  assert.equal(await store.jobs.releaseStaleJobs(60_000), 0);
  await store.jobs.suspend(job.jobId, early);
  assert.equal((await store.jobs.getSuspendedJobsReadyToPoll()).length, 1);
}
