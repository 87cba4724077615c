/**
 * Measures the queue for the last slot of time, unless somebody has; then merges what is older than a day, a little at a
 * time. Any number of workers may do it at once.
 */

import { z } from "zod";
import { SAMPLES_WHOLE_MS, slotBefore } from "../../domain/queue-sample.js";
import { defineCommand } from "../command.js";

export const queueSample = defineCommand({
  type: "queue.sample",
  input: z.object({}),
  async handle({ store }): Promise<{ sampled: boolean }> {
    const now = await store.now();
    const sampled = await store.persistence.sampleQueue(slotBefore(now));
    if (sampled) await store.persistence.thinQueueSamples(new Date(now.getTime() - SAMPLES_WHOLE_MS));
    return { sampled };
  },
});
