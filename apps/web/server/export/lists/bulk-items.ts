import { type BulkItemView, bulkItemFilter, MAX_PAGE_SIZE, type ReadModel } from "@stageline/engine/read";
import { exportedList } from "../exported-list";

const filter = bulkItemFilter.omit({ after: true, limit: true }).strict();

/** What became of each run of a bulk action, in the order in which they are done. */
export const bulkItems = exportedList({
  filter,
  pages: ({ bulk }, { id, status }) => positions(bulk, { id, ...(status && { status }) }),
  columns: {
    position: (item) => item.position + 1,
    runId: (item) => item.runId,
    workflowName: (item) => item.workflowName,
    result: (item) => item.status,
    reason: (item) => item.reason,
    finishedAt: (item) => item.finishedAt,
    runStatus: (item) => item.runStatus,
  },
});

async function* positions(
  bulk: ReadModel["bulk"],
  asked: Pick<Parameters<ReadModel["bulk"]["items"]>[0], "id" | "status">,
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
