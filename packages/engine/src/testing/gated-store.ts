/**
 * A store whose every call passes a gate: it may hold the call up, refuse it, or withhold its reply.
 *
 * The calls are those of the ports, one by one, and the begin and the commit of each transaction.
 */

import type { HotPath } from "../ports/hot-path.js";
import type { KernelStore, StoreScope } from "../ports/kernel-store.js";

/** One object for each time a call is made. */
export interface StoreCall {
  /** `persistence.lockRun`, `jobs.claim`, `transaction.begin`, `transaction.commit` … */
  readonly name: string;
  /** One object for all calls of a transaction; undefined for a call that stands alone. */
  readonly transaction: object | undefined;
}

export interface Gate {
  /** Throws to keep the call from being made. */
  before(call: StoreCall): void | Promise<void>;
  /** After a call that worked. Throws to withhold the reply: what the call wrote stays written. */
  after(call: StoreCall): void | Promise<void>;
  /** Whether a call that waits for nothing, such as `logCall`, is made. It is not numbered nor held up. */
  letsThrough(call: StoreCall): boolean;
}

/** What else the store offers, such as its wake-ups, is handed through as it is. */
export function gatedStore(store: KernelStore, gate: Gate): KernelStore {
  const { hotPath } = store;
  return {
    ...store,
    ...gatedScope(store, gate, undefined),
    ...(hotPath === undefined ? {} : { hotPath: gatedPort<HotPath>("hotPath", hotPath, gate, undefined) }),
    transaction: (fn) =>
      inTransaction(gate, (work) =>
        store.transaction((scope) => work((tx) => fn(gatedScope(scope, gate, tx)))),
      ),
  };
}

const gatedScope = (
  { persistence, jobs, aiCalls }: StoreScope,
  gate: Gate,
  transaction: object | undefined,
): StoreScope => ({
  persistence: gatedPort("persistence", persistence, gate, transaction),
  jobs: gatedPort("jobs", jobs, gate, transaction),
  aiCalls: gatedPort("aiCalls", aiCalls, gate, transaction),
});

/** @param open opens the transaction and lets `work` make its calls in it */
async function inTransaction<Result>(
  gate: Gate,
  open: (work: (fn: (transaction: object) => Promise<Result>) => Promise<Result>) => Promise<Result>,
): Promise<Result> {
  const transaction = {};
  const begin = { name: "transaction.begin", transaction };
  const commit = { name: "transaction.commit", transaction };
  await gate.before(begin);
  const result = await open(async (fn) => {
    await gate.after(begin);
    const result = await fn(transaction);
    await gate.before(commit);
    return result;
  });
  await gate.after(commit);
  return result;
}

/** Methods that return at once and answer nothing. */
const AT_ONCE: ReadonlySet<string> = new Set(["logCall"]);

type Method = (...parameters: unknown[]) => unknown;

function gatedPort<Port extends object>(
  name: string,
  port: Port,
  gate: Gate,
  transaction: object | undefined,
): Port {
  const gated = new Map<PropertyKey, unknown>();
  return new Proxy(port, {
    get(target, property) {
      const known = gated.get(property);
      if (known !== undefined) return known;
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      // Every function of a port is one of its methods.
      const method = (value as Method).bind(target);
      const made =
        property === "withTransaction" && transaction === undefined
          ? (fn: (port: Port) => Promise<unknown>) =>
              inTransaction(gate, (work) =>
                // The method hands the same port over, bound to its transaction.
                (method as (fn: (port: Port) => Promise<unknown>) => Promise<unknown>)((inner) =>
                  work((tx) => fn(gatedPort(name, inner, gate, tx))),
                ),
              )
          : gatedMethod(`${name}.${String(property)}`, transaction, method, gate);
      gated.set(property, made);
      return made;
    },
  });
}

function gatedMethod(name: string, transaction: object | undefined, method: Method, gate: Gate): Method {
  if (AT_ONCE.has(name.slice(name.indexOf(".") + 1)))
    return (...parameters) => (gate.letsThrough({ name, transaction }) ? method(...parameters) : undefined);
  const made = async (call: StoreCall, parameters: readonly unknown[]) => {
    const result = await method(...parameters);
    const reply = gate.after(call);
    if (reply !== undefined) await reply;
    return result;
  };
  return (...parameters) => {
    const call = { name, transaction };
    try {
      const turn = gate.before(call);
      return turn === undefined ? made(call, parameters) : turn.then(() => made(call, parameters));
    } catch (error) {
      return Promise.reject(error);
    }
  };
}
