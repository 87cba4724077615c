/** Cancelling what may have ended meanwhile. */

import { BatchApiError, type BatchState } from "./batch-api.js";

/** Providers refuse to cancel what has ended, each with another status; a refusal counts only while the batch works. */
export async function cancelUnlessEnded(
  cancel: () => Promise<unknown>,
  check: () => Promise<BatchState>,
): Promise<void> {
  try {
    await cancel();
  } catch (error) {
    const isRefusal = error instanceof BatchApiError && (error.status === 400 || error.status === 409);
    if (!isRefusal || (await check()).status === "working") throw error;
  }
}
