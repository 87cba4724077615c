import { z } from "zod";
import { exportedList } from "../exported-list";

/** Of one run, by creation; what was stored is downloaded one by one. */
export const artifacts = exportedList({
  filter: z.strictObject({ runId: z.string().min(1).max(500) }),
  pages: async function* ({ artifacts }, { runId }) {
    yield await artifacts.listByRun(runId);
  },
  columns: {
    id: (artifact) => artifact.id,
    key: (artifact) => artifact.key,
    type: (artifact) => artifact.type,
    chars: (artifact) => artifact.size,
    stageId: (artifact) => artifact.stageId,
    attempt: (artifact) => (artifact.attempt === null ? null : artifact.attempt + 1),
    createdAt: (artifact) => artifact.createdAt,
    updatedAt: (artifact) => artifact.updatedAt,
  },
});
