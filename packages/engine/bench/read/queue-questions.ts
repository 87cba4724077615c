/** What the page of the queue asks. */

import { JOB_STATES } from "@stageline/engine/read";
import type { Asking } from "./questions.js";

type Question = (asking: Asking) => Promise<unknown>;

const HOUR_MS = 3_600_000;
/** Hours, and into how many buckets the page divides them. */
const SPANS = { "an hour": [1, 60], "a day": [24, 96], "a week": [168, 84] } as const;

/** Times of the present: the queue is looked at live. */
const last = (hours: number) => ({ from: new Date(Date.now() - hours * HOUR_MS), to: new Date() });

export const queueQuestions: Readonly<Record<string, Question>> = {
  "queue: now": ({ read }) => read.queue.now(),
  ...Object.fromEntries(
    JOB_STATES.map((state): [string, Question] => [
      `queue: jobs, ${state}`,
      ({ read }) => read.queue.jobs({ state, limit: 50 }),
    ]),
  ),
  "queue: pending jobs of a workflow": ({ read, samples }) =>
    read.queue.jobs({ state: "pending", workflowId: samples.workflowId(), limit: 50 }),
  "queue: pending jobs, further on": ({ read, samples }) =>
    read.queue.jobs({
      state: "pending",
      after: { priority: 0, at: samples.instant(), id: samples.run().id },
      limit: 50,
    }),
  ...Object.fromEntries(
    Object.entries(SPANS).map(([name, [hours, buckets]]): [string, Question] => [
      `queue: measured over ${name}`,
      ({ read }) =>
        read.queue.samples({ workflowId: "", bucketMs: (hours * HOUR_MS) / buckets, ...last(hours) }),
    ]),
  ),
  "queue: measured over an hour, of a workflow": ({ read, samples }) =>
    read.queue.samples({ workflowId: samples.workflowId(), ...last(1) }),
  "queue: past waits": ({ read, samples }) => {
    const workflowId = samples.workflowId();
    const stages = samples.stageIds(workflowId).map((stageId) => ({ workflowId, stageId }));
    return read.queue.pastWaits({ stages });
  },
  pauses: ({ read }) => read.pauses.list(),
};
