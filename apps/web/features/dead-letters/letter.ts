/** A failure as lists and the panel show it, whatever failed. */

import type { DeadEventView, DeadJobView } from "@stageline/engine/read";

interface Common {
  readonly id: string;
  readonly runId: string;
  readonly workflowName: string | null;
  readonly error: string;
  readonly fingerprint: string;
  readonly failedAt: Date;
  /** The event's type or the job's stage. */
  readonly subject: string;
  readonly tries: number;
}

export type Letter = Common &
  (
    | { readonly kind: "event"; readonly event: DeadEventView }
    | { readonly kind: "job"; readonly job: DeadJobView }
  );

const common = ({ id, runId, workflowName, error, fingerprint, failedAt }: DeadEventView | DeadJobView) => ({
  id,
  runId,
  workflowName,
  error,
  fingerprint,
  failedAt,
});

export const ofEvent = (event: DeadEventView): Letter => ({
  kind: "event",
  event,
  ...common(event),
  subject: event.eventType,
  tries: event.tries,
});

export const ofJob = (job: DeadJobView): Letter => ({
  kind: "job",
  job,
  ...common(job),
  subject: job.stageId,
  tries: job.deliveries,
});

/** The line that tells an error from others; the rest is in the panel. */
export const firstLine = (error: string): string => error.split("\n", 1)[0] ?? "";
