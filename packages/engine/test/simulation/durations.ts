/** Milliseconds on the world's clock. */

export const LEASE_MS = 30;
/** Beyond the back-off of every retry. */
export const RETRY_WAIT_MS = 11;
export const BEYOND_LEASES_MS = LEASE_MS + 1;
const HOUR_MS = 3_600_000;
/** By how much a process's clock may be wrong. */
export const SKEWS_MS: readonly number[] = [0, 0, 20, -20, 3 * HOUR_MS, -3 * HOUR_MS];
