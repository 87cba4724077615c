import { type BulkItemView, bulkItemFilter, MAX_PAGE_SIZE, type ReadModel } from "@stageline/engine/read";
import { exportedList } from "../exported-list";

const filter = bulkItemFilter.omit({ after: true, limit: true }).strict();

/** What became of each run or event of a bulk action, in the order in which they are done. */
export const bulkItems = exportedList({
  filter,
  pages: ({ bulk }, { id, status, outcome }) =>
    positions(bulk, { id, ...(status && { status }), ...(outcome && { outcome }) }),
  columns: {
    position: (item) => item.position + 1,
    targetId: (item) => item.targetId,
    runId: (item) => item.runId,
    eventType: (item) => item.event?.type ?? null,
    sequence: (item) => item.event?.sequence ?? null,
    workflowName: (item) => item.workflowName,
    result: (item) => item.status,
    reason: (item) => item.reason,
    finishedAt: (item) => item.finishedAt,
    outcome: (item) => item.outcome,
    outcomeReason: (item) => item.outcomeReason,
    runStatus: (item) => item.runStatus,
  },
});

async function* positions(
  bulk: ReadModel["bulk"],
  asked: Pick<Parameters<ReadModel["bulk"]["items"]>[0], "id" | "status" | "outcome">,
): AsyncGenerator<readonly BulkItemView[]> {
  let after: number | undefined;
  do {
    const page = await bulk.items({
      ...asked,
      limit: MAX_PAGE_SIZE,
      ...(after === undefined ? {} : { after }),
    });
    yield page.rows;
    after = page.next ?? undefined;
  } while (after !== undefined);
}
