/** Keys under which a command takes effect once, as the model keeps them. */

import { found, type Key, Refused, type State } from "./state.js";

export interface Acquire {
  readonly key: string;
  readonly commandType: string;
  readonly fingerprint: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Never, when undefined (ms). */
  readonly staleAfterMs: number | undefined;
}

const keyOf = (state: State, key: string, commandType: string): Key | undefined =>
  state.keys.find((row) => row.key === key && row.commandType === commandType);

export function acquire(state: State, options: Acquire) {
  const { key, commandType, fingerprint = null, now, staleAfterMs } = options;
  const row = keyOf(state, key, commandType);
  if (!row) {
    state.keys.push({ key, commandType, fingerprint, acquiredAt: now, result: null });
    return { status: "acquired" };
  }
  if (row.fingerprint !== null && fingerprint !== null && row.fingerprint !== fingerprint)
    throw new Refused("IDEMPOTENCY_CONFLICT");
  if (row.result) return { status: "replay", result: row.result.value };
  if (staleAfterMs === undefined || now - row.acquiredAt < staleAfterMs) return { status: "in_progress" };
  row.acquiredAt = now;
  return { status: "acquired" };
}

/** The first result stays. */
export function complete(state: State, key: string, commandType: string, result: unknown): void {
  found(keyOf(state, key, commandType)).result ??= { value: result };
}

/** A completed key stays. */
export function release(state: State, key: string, commandType: string): void {
  const row = keyOf(state, key, commandType);
  if (row?.result === null) state.keys = state.keys.filter((known) => known !== row);
}
