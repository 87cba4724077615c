/** What a person changes of a live job. */

export type JobChange =
  /** Due now: a job that waits for its time, or whose poll is due later. */
  | { readonly kind: "due" }
  /** Its place among those that wait. */
  | { readonly kind: "priority"; readonly priority: number }
  /**
   * Its lease has ended and is nobody's: the worker that held it loses it, and {@link LeasedJobQueue.reapExpired} gives it
   * out again.
   */
  | { readonly kind: "release" };

export interface JobChanges {
  /** Returns whether it changed anything: not if the job is over, or is so already. */
  changeJob(jobId: string, change: JobChange): Promise<boolean>;
}
