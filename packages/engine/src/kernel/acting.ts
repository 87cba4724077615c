/**
 * Commands that somebody asked for: what they did and that they did it commit together, or neither does.
 *
 * The command runs inside one transaction with a context whose ports are that transaction's. What it says it has done
 * becomes entries of the audit log, last, as the head of the log's chain is locked from then on. Wake-ups and what
 * observers are told wait until all of it is committed.
 */

import type { KernelObserver } from "../ports/kernel-observer.js";
import type { KernelStore, StoreScope } from "../ports/kernel-store.js";
import { writeRuns } from "./create-runs.js";
import { createLimits } from "./holds/limits.js";
import type { KernelContext } from "./kernel-context.js";

/** Who is answered for: a person, or a script by the name of its token. */
export interface Acting {
  readonly kind: string;
  readonly id: string;
}

/** Something a command changed. Never content: no input, no output, no secret. */
export interface Deed {
  readonly targetKind: string;
  readonly targetId: string;
  readonly reason?: string | null | undefined;
  readonly before?: unknown;
  readonly after?: unknown;
}

export async function actingAs<Result>(
  context: KernelContext,
  { by, action }: { readonly by: Acting; readonly action: string },
  handle: (context: KernelContext) => Promise<Result>,
): Promise<Result> {
  const later: (() => void)[] = [];
  const { store } = context;
  const result = await store.transaction(async (scope) => {
    // A database may have it done again from the start.
    later.length = 0;
    const deeds: Deed[] = [];
    const done = await handle(within(context, scope, { deeds, later }));
    for (const deed of deeds) await store.audit.append(entryOf(store, { by, action, deed }));
    return done;
  });
  for (const tell of later) tell();
  return result;
}

function within(
  context: KernelContext,
  scope: StoreScope,
  { deeds, later }: { deeds: Deed[]; later: (() => void)[] },
): KernelContext {
  const { hotPath: _single, ...shared } = context.store;
  const store: KernelStore = {
    ...shared,
    ...scope,
    transaction: (fn) => fn(scope),
    wakeUps: {
      send: (kind) => void later.push(() => context.store.wakeUps.send(kind)),
      listen: (onWork) => context.store.wakeUps.listen(onWork),
    },
  };
  return {
    ...context,
    store,
    observer: deferred(context.observer, later),
    // Sees what the transaction has written so far.
    limits: createLimits({ store, clock: context.clock, workerId: context.workerId }),
    creations: { add: async (item) => void (await writeRuns(scope, [item])) },
    acted: (deed) => void deeds.push(deed),
  };
}

const deferred = (observer: KernelObserver, later: (() => void)[]): KernelObserver => ({
  workAppeared: (work) => void later.push(() => observer.workAppeared?.(work)),
  stageEnded: (facts) => void later.push(() => observer.stageEnded?.(facts)),
  runEnded: (facts) => void later.push(() => observer.runEnded?.(facts)),
  batchWritten: (facts) => void later.push(() => observer.batchWritten?.(facts)),
  aiCallEnded: (facts) => void later.push(() => observer.aiCallEnded?.(facts)),
  budgetUsedUp: (budget) => void later.push(() => observer.budgetUsedUp?.(budget)),
});

function entryOf({ redact }: KernelStore, { by, action, deed }: { by: Acting; action: string; deed: Deed }) {
  const redacted = (text: string) => redact?.(text, "audit") ?? text;
  const json = (value: unknown) => (value === undefined ? null : redacted(JSON.stringify(value)));
  return {
    actorKind: by.kind,
    actorId: by.id,
    action,
    targetKind: deed.targetKind,
    targetId: deed.targetId,
    reason: deed.reason == null ? null : redacted(deed.reason),
    before: json(deed.before),
    after: json(deed.after),
  };
}
