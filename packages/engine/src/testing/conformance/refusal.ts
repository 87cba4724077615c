/** How a store says no. */

import assert from "node:assert/strict";

/** The call is refused with an error of this `code`; anything else fails the case. */
export async function refuses(code: string, call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.equal((error as { code?: unknown }).code, code, `refused, but with ${String(error)}`);
    return true;
  });
}
