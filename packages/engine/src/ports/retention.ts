/** How a store lets go of what is old, a small batch at a time. */

/**
 * What can be pruned, each by its own age:
 *
 * - `runs`: since they ended, with all that belongs to them: stages, logs, artifacts, annotations, jobs, events, AI
 *   calls. Runs with events that wait to be published, or that are dead and not discarded, stay.
 * - `logs`: since they were written. `events`: since they were published or discarded. `jobs`: since they ended.
 *   `aiCalls`: since they were made. Of all four, never those of a run that has not ended.
 * - `idempotencyKeys`: since they were last taken or, when their command succeeded, made; also those a crash left.
 * - `queueSamples`: since they were taken.
 * - `workers`: since they stopped or were last heard of.
 * - `bulkActions`: since they ended, item by item; items count towards the limit and the number deleted, too.
 */
export const PRUNABLES = [
  "runs",
  "logs",
  "events",
  "jobs",
  "aiCalls",
  "idempotencyKeys",
  "workers",
  "bulkActions",
  "queueSamples",
] as const;
export type Prunable = (typeof PRUNABLES)[number];

export interface Retention {
  /**
   * Deletes up to `limit` of what is older than `before`, the oldest first; what others are writing or deleting is
   * passed over, so any number of processes may prune. Totals of cost outlive the calls they were made of, but for
   * the topics of pruned runs.
   *
   * @returns how many it deleted: of runs the runs, not what belonged to them
   */
  prune(what: Prunable, before: Date, limit: number): Promise<number>;
}
