import {
  type FailurePage,
  type FailurePlace,
  failureGroupFilter,
  frozenFailures,
  isSettled,
  MAX_PAGE_SIZE,
} from "@stageline/engine/read";
import { z } from "zod";
import { exportedList } from "../exported-list";

interface Paging {
  readonly after?: FailurePlace;
  readonly limit: number;
}

/** Newest first. */
export const deadEvents = exportedList({
  filter: frozenFailures,
  pages: ({ failures }, filter) => failurePages((paging) => failures.events({ ...filter, ...paging })),
  columns: {
    id: (event) => event.id,
    failedAt: (event) => event.failedAt,
    eventType: (event) => event.eventType,
    runId: (event) => event.runId,
    sequence: (event) => event.sequence,
    workflowName: (event) => event.workflowName,
    occurredAt: (event) => event.occurredAt,
    tries: (event) => event.tries,
    fingerprint: (event) => event.fingerprint,
    error: (event) => event.error,
  },
});

/** Newest first. */
export const deadJobs = exportedList({
  filter: frozenFailures,
  pages: ({ failures }, filter) => failurePages((paging) => failures.jobs({ ...filter, ...paging })),
  columns: {
    id: (job) => job.id,
    failedAt: (job) => job.failedAt,
    workflowId: (job) => job.workflowId,
    workflowName: (job) => job.workflowName,
    runId: (job) => job.runId,
    runStatus: (job) => job.runStatus,
    stageId: (job) => job.stageId,
    // From 1, as on the screen.
    attempt: (job) => job.stageAttempt + 1,
    deliveries: (job) => job.deliveries,
    workerId: (job) => job.workerId,
    fingerprint: (job) => job.fingerprint,
    error: (job) => job.error,
  },
});

/** Failures that are alike, those that failed last first. */
export const failureGroups = exportedList({
  filter: failureGroupFilter.extend({ from: z.coerce.date() }).strict(),
  async *pages({ failures }, filter) {
    yield (await failures.groups(filter)).groups;
  },
  columns: {
    kind: (group) => group.kind,
    subject: (group) => group.subject,
    fingerprint: (group) => group.fingerprint,
    count: (group) => group.count,
    runs: (group) => group.runs,
    firstAt: (group) => group.firstAt,
    lastAt: (group) => group.lastAt,
    isSettled,
    mark: (group) => group.mark?.state ?? null,
    markReason: (group) => group.mark?.reason ?? null,
    markedBy: (group) => group.mark?.actorId ?? null,
    error: (group) => group.error,
  },
});

async function* failurePages<View>(
  load: (paging: Paging) => Promise<FailurePage<View>>,
): AsyncGenerator<readonly View[]> {
  let after: FailurePlace | undefined;
  do {
    const page = await load({ ...(after && { after }), limit: MAX_PAGE_SIZE });
    yield page.rows;
    after = page.next ?? undefined;
  } while (after !== undefined);
}
