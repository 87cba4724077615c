import { frozenRunFilter } from "@stageline/engine/read";
import { exportedList, keysetPages } from "../exported-list";

/** Newest first, as the list of runs. */
export const runs = exportedList({
  filter: frozenRunFilter,
  pages: ({ runs }, filter) => keysetPages((paging) => runs.list({ ...filter, ...paging })),
  columns: {
    id: (run) => run.id,
    workflowId: (run) => run.workflowId,
    workflowName: (run) => run.workflowName,
    status: (run) => run.status,
    createdAt: (run) => run.createdAt,
    startedAt: (run) => run.startedAt,
    completedAt: (run) => run.completedAt,
    durationMs: (run) => run.duration,
    // From 1, as on the screen.
    attempt: (run) => run.attempt + 1,
    costUsd: (run) => run.totalCost,
    tokens: (run) => run.totalTokens,
    priority: (run) => run.priority,
    errorMessage: (run) => run.errorMessage,
  },
});
