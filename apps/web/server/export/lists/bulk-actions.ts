import { bulkFilter } from "@stageline/engine/read";
import { exportedList, keysetPages } from "../exported-list";

/** Newest first. */
export const bulkActions = exportedList({
  filter: bulkFilter.pick({ kind: true }).strict(),
  pages: ({ bulk }, filter) => keysetPages((paging) => bulk.list({ ...filter, ...paging })),
  columns: {
    id: (action) => action.id,
    createdAt: (action) => action.createdAt,
    kind: (action) => action.kind,
    status: (action) => action.status,
    total: (action) => action.total,
    done: (action) => action.done,
    failed: (action) => action.failed,
    skipped: (action) => action.skipped,
    succeeded: (action) => action.succeeded,
    failedAgain: (action) => action.failedAgain,
    unclear: (action) => action.unclear,
    stopReason: (action) => action.stopReason,
    actorKind: (action) => action.actor.kind,
    actorId: (action) => action.actor.id,
    reason: (action) => action.reason,
    finishedAt: (action) => action.finishedAt,
  },
});
