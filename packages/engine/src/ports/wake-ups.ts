/** Hints between processes that there is something to do. One that gets lost costs the wait until the next poll, nothing else. */

/**
 * `runs`: a run waits to be started. `jobs`: a job waits to be claimed. `events`: something happened that is shown. `limits`: a
 * budget or a pause was changed.
 */
export type WorkKind = "runs" | "jobs" | "events" | "limits";

export interface WakeUps {
  /** Tells all who listen, here at once and elsewhere within some milliseconds: many calls become one. Never throws. */
  send(kind: WorkKind): void;
  /**
   * Calls back for what others send, and for every kind once after a broken connection was found again.
   * Resolves when listening; until `stop`, it goes on by itself.
   */
  listen(onWork: (kind: WorkKind) => void): Promise<WakeUpListener>;
}

export interface WakeUpListener {
  /** False while hints of other processes cannot arrive, so that polling must be quick. */
  readonly isLive: boolean;
  stop(): Promise<void>;
}
