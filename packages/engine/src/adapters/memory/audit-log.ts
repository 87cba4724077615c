/** The audit log: a chain of entries. */

import { type AuditEntry, chained, EMPTY_CHAIN } from "../../domain/audit-chain.js";
import { storableText } from "../../domain/storable.js";
import type { AuditFilter, AuditLog } from "../../ports/audit-log.js";
import { dateOf } from "./columns.js";
import type { Session } from "./database.js";
import { ALL, type Tables } from "./tables.js";

const headOf = (tables: Tables) => tables.audit.in("chain", ALL).at(-1) ?? EMPTY_CHAIN;

export const memoryAuditLog = (session: Session): AuditLog => ({
  append: (input) =>
    session.write(({ tables, now }) => {
      const textOf = (value: string | null) => (value === null ? null : storableText(value));
      const facts = {
        ...input,
        actorId: storableText(input.actorId),
        targetId: storableText(input.targetId),
        reason: textOf(input.reason),
        before: textOf(input.before),
        after: textOf(input.after),
        createdAt: dateOf(now),
      };
      return tables.audit.put(chained(facts, headOf(tables)));
    }),
  list: (filter) =>
    session.read(({ tables }) =>
      tables.audit
        .in("chain", ALL)
        .filter((entry) => matches(entry, filter))
        .reverse()
        .slice(0, filter.limit),
    ),
  after: (sequence, limit) =>
    session.read(({ tables }) =>
      tables.audit
        .in("chain", ALL)
        .filter((entry) => entry.sequence > sequence)
        .slice(0, limit),
    ),
  head: () =>
    session.read(({ tables }) => {
      const { sequence, hash } = headOf(tables);
      return { sequence, hash };
    }),
});

const matches = (entry: AuditEntry, filter: AuditFilter): boolean =>
  (["actorId", "action", "targetKind", "targetId"] as const).every(
    (name) => filter[name] === undefined || filter[name] === entry[name],
  ) &&
  (filter.from === undefined || entry.createdAt >= filter.from) &&
  (filter.to === undefined || entry.createdAt < filter.to) &&
  (filter.beforeSequence === undefined || entry.sequence < filter.beforeSequence);
