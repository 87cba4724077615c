/** Ends a bulk action before its end: items that nobody is at are left alone. What is done stays done. */

import { z } from "zod";
import { NotFoundError } from "../../domain/errors.js";
import { defineCommand } from "../command.js";

export const bulkAbort = defineCommand({
  type: "bulk.abort",
  input: z.object({ bulkActionId: z.string() }),
  /** `aborted` is false when it was over already. */
  async handle({ store, acted }, { bulkActionId }): Promise<{ aborted: boolean }> {
    const aborted = await store.persistence.abortBulkAction(bulkActionId);
    if (!aborted && (await store.persistence.getBulkAction(bulkActionId)) === null)
      throw new NotFoundError("Bulk action", bulkActionId);
    if (aborted) acted({ targetKind: "bulk action", targetId: bulkActionId });
    return { aborted };
  },
});
