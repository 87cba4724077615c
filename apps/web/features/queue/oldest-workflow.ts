/** The job that waits longest of all that are due. */

import type { QueueNow } from "@stageline/engine/read";

/** Where the job is that is due longest; null when none is, or when it is not among those told apart. */
export const oldestWorkflow = ({ totals: { oldestDueAt }, groups }: QueueNow): string | null =>
  groups.find((group) => oldestDueAt !== null && group.oldestDueAt?.getTime() === oldestDueAt.getTime())
    ?.workflowId ?? null;
