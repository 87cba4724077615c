import { z } from "zod";
import { exportedList, keysetPages } from "../exported-list";

/** Newest first. */
export const bulkActions = exportedList({
  filter: z.strictObject({}),
  pages: ({ bulk }) => keysetPages((paging) => bulk.list(paging)),
  columns: {
    id: (action) => action.id,
    createdAt: (action) => action.createdAt,
    kind: (action) => action.kind,
    status: (action) => action.status,
    total: (action) => action.total,
    done: (action) => action.done,
    failed: (action) => action.failed,
    skipped: (action) => action.skipped,
    actorKind: (action) => action.actor.kind,
    actorId: (action) => action.actor.id,
    reason: (action) => action.reason,
    finishedAt: (action) => action.finishedAt,
  },
});
