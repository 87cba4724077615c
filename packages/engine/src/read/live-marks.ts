/** Whether something has changed of what is watched, told by values that are compared and nothing else. */

/** Equal marks of a run mean that nothing was written about it in between. */
export interface RunMark {
  readonly runId: string;
  /** Differs after an event or an annotation. */
  readonly state: string;
  /** Differs after a running stage has reported logs, progress or AI calls. */
  readonly reports: string;
}

export interface LiveMarks {
  /** Differs after an event of any run. */
  readonly news: string;
  /** Of those asked for that exist, in no order. */
  readonly runs: readonly RunMark[];
}
