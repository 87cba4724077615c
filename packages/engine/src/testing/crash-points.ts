/**
 * A process that dies at one exact call of its store, or loses one exact reply.
 *
 * Count a command's calls with a store that nothing happens to, then let it die at each of them. What the process had
 * committed stays, an open transaction rolls back, and of the process nothing is heard any more.
 */

import { EngineError } from "../domain/errors.js";
import type { KernelStore } from "../ports/kernel-store.js";
import { gatedStore, type StoreCall } from "./gated-store.js";

/**
 * `before`: the call is not made, the process is dead. `after`: the call is made, the process dies before it sees the
 * reply. `replyLost`: the call is made, its connection breaks; the process lives, sees an error, and goes on with
 * another connection. A transaction whose connection breaks before its commit rolls back.
 */
export const CRASH_MOMENTS = ["before", "after", "replyLost"] as const;
export type CrashMoment = (typeof CRASH_MOMENTS)[number];

export interface CrashPoint {
  /** Which call of the store, from 1. */
  readonly call: number;
  readonly moment: CrashMoment;
}

/** The process is dead: none of its calls reaches the store. */
export class ProcessDiedError extends EngineError {
  override readonly name = "ProcessDiedError";
  readonly code = "PROCESS_DIED";

  constructor(call: string) {
    super(`The process died at ${call}`);
  }
}

/** The connection broke while the reply was on its way. Nobody here knows whether the call was made. */
export class ReplyLostError extends EngineError {
  override readonly name = "ReplyLostError";
  readonly code = "DATABASE_UNREACHABLE";

  constructor(call: string) {
    super(`The connection broke: the reply to ${call} is lost`);
  }
}

export interface CrashingStore {
  /** For one process. */
  readonly store: KernelStore;
  /** The calls made so far, by name, in order; the one it died before included. */
  readonly calls: readonly string[];
  /** Whether the point was reached. */
  readonly hasStruck: boolean;
}

/** @param point default: none, to count the calls */
export function withCrashPoint(store: KernelStore, point?: CrashPoint): CrashingStore {
  const calls: string[] = [];
  const broken = new WeakSet<object>();
  let fatal: StoreCall | undefined;
  let hasStruck = false;
  let isDead = false;

  const die = (call: StoreCall): never => {
    hasStruck = true;
    isDead = true;
    throw new ProcessDiedError(call.name);
  };
  const loseReply = (call: StoreCall): never => {
    hasStruck = true;
    if (call.transaction !== undefined) broken.add(call.transaction);
    throw new ReplyLostError(call.name);
  };
  return {
    store: gatedStore(store, {
      before(call) {
        if (isDead) throw new ProcessDiedError(call.name);
        if (call.transaction !== undefined && broken.has(call.transaction))
          throw new ReplyLostError(call.name);
        calls.push(call.name);
        if (calls.length !== point?.call) return;
        if (point.moment === "before") die(call);
        fatal = call;
      },
      after(call) {
        if (isDead) throw new ProcessDiedError(call.name);
        if (call !== fatal) return;
        if (point?.moment === "after") die(call);
        loseReply(call);
      },
      letsThrough: () => !isDead,
    }),
    calls,
    get hasStruck() {
      return hasStruck;
    },
  };
}
