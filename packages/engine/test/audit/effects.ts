/** What was done, told twice: by what there is, and by the audit log alone. */

import type { AuditEntry } from "../../src/domain/audit-chain.js";
import type { Keyset } from "../../src/read/filters.js";
import type { Store } from "../../src/store.js";

const PAGE = { direction: "after", limit: 100 } as const;

export interface Effects {
  /** `attempt`: how often it was rerun; `isCancelled`: and that since. */
  readonly runs: Readonly<Record<string, { readonly attempt: number; readonly isCancelled: boolean }>>;
  readonly bulkActions: readonly string[];
  readonly pauses: readonly string[];
}

export async function effectsIn({ read }: Store): Promise<Effects> {
  const runs: Record<string, { attempt: number; isCancelled: boolean }> = {};
  const bulkActions: string[] = [];
  for (let cursor: Keyset | undefined; ; ) {
    const { rows, next } = await read.runs.list({ ...PAGE, ...(cursor && { cursor }) });
    for (const { id, attempt, status } of rows) runs[id] = { attempt, isCancelled: status === "CANCELLED" };
    if (next === null) break;
    cursor = next;
  }
  for (let cursor: Keyset | undefined; ; ) {
    const { rows, next } = await read.bulk.list({ ...PAGE, ...(cursor && { cursor }) });
    bulkActions.push(...rows.map(({ id }) => id));
    if (next === null) break;
    cursor = next;
  }
  const pauses = (await read.pauses.list()).map(({ targetId }) => targetId);
  return { runs, bulkActions: bulkActions.sort(), pauses: pauses.sort() };
}

export async function entriesOf({ audit }: Store): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const more = await audit.after(entries.length, 500);
    if (more.length === 0) return entries;
    entries.push(...more);
  }
}

/** What there must be when exactly this was done, in this order. */
export function effectsOf(entries: readonly AuditEntry[], firstAttempt: number): Effects {
  const runs: Record<string, { attempt: number; isCancelled: boolean }> = {};
  const bulkActions: string[] = [];
  const pauses = new Set<string>();
  for (const { action, targetId } of entries) {
    if (action === "run.create") runs[targetId] = { attempt: firstAttempt, isCancelled: false };
    else if (action === "bulk.start") bulkActions.push(targetId);
    else if (action === "pause.set") pauses.add(targetId);
    else if (action === "pause.clear") pauses.delete(targetId);
    else {
      const run = runs[targetId];
      if (run === undefined) throw new Error(`${action} of ${targetId}, which nobody created`);
      const isRerun = action === "run.rerunFrom";
      runs[targetId] = { attempt: run.attempt + (isRerun ? 1 : 0), isCancelled: !isRerun };
    }
  }
  return { runs, bulkActions: bulkActions.sort(), pauses: [...pauses].sort() };
}
