/** How the queue is measured, and its measurements thinned. */

import type { SampleSlot } from "../domain/queue-sample.js";

/** Leases that were taken away. */
export interface ExpiredLeases {
  readonly workflowId: string;
  readonly leases: number;
}

export interface QueueSamples {
  /**
   * Measures the queue for a slot of time that is over: depth as it is at this moment, events as they are stored. Each
   * slot is written once, whoever asks; it costs one look when it is there already. What commits after it with a time
   * inside the slot is not counted.
   *
   * @returns whether it wrote
   */
  sampleQueue(slot: SampleSlot): Promise<boolean>;
  /** Counts leases that ended with their workers, at this moment. */
  noteExpiredLeases(expired: readonly ExpiredLeases[]): Promise<void>;
  /** Merges the samples of one slot of five minutes, the oldest of the day before `before`. Returns how many it merged. */
  thinQueueSamples(before: Date): Promise<number>;
}
