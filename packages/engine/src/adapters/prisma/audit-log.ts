/** The audit log. Whoever appends holds the row of the chain's head, so that entries get their numbers one by one. */

import {
  type AuditEntry,
  type AuditHead,
  CHAIN_START,
  chained,
  EMPTY_CHAIN,
} from "../../domain/audit-chain.js";
import { canBeStoredId, storableText } from "../../domain/storable.js";
import type { AuditFilter, AuditInput, AuditLog } from "../../ports/audit-log.js";
import { instant, type Row, text, textOrNull, whole } from "./columns.js";
import type { Db } from "./db.js";
import { and, raw, type Sql, sql } from "./sql.js";

const HEAD = "audit.head";

export const prismaAuditLog = (db: Db): AuditLog => ({
  append: (entry) => append(db, entry),
  list: (filter) => list(db, filter),
  after: async (sequence, limit) =>
    (
      await db.read(sql`
        select ${COLUMNS} from audit_log where sequence > ${sequence} order by sequence limit ${limit}`)
    ).map(toEntry),
  head: async () => {
    const [row] = await db.read(sql`select value from settings where key = ${HEAD}`);
    return row === undefined ? EMPTY_CHAIN : headOf(row);
  },
});

async function append(db: Db, input: AuditInput): Promise<AuditEntry> {
  return db.transaction(async (tx) => {
    const { dialect } = tx;
    // Waits for who appends at the moment, and then sees where their chain ended.
    const [row] = await tx.write(sql`
      insert into settings (key, value, updated_at)
      values (${HEAD}, ${JSON.stringify({ sequence: 0, hash: CHAIN_START })}, ${dialect.now})
      on conflict (key) do update set updated_at = excluded.updated_at returning value, updated_at`);
    const entry = chained({ ...storable(input), createdAt: instant(row?.updated_at) }, headOf(row ?? {}));
    await tx.execute(sql`
      insert into audit_log (sequence, created_at, actor_kind, actor_id, action, target_kind, target_id, reason, before,
        after, previous_hash, hash)
      values (${BigInt(entry.sequence)}, ${dialect.time(entry.createdAt)}, ${entry.actorKind}, ${entry.actorId}, ${entry.action},
        ${entry.targetKind}, ${entry.targetId}, ${entry.reason}, ${entry.before}, ${entry.after},
        ${entry.previousHash}, ${entry.hash})`);
    await tx.execute(sql`
      update settings set value = ${JSON.stringify({ sequence: entry.sequence, hash: entry.hash })}
      where key = ${HEAD}`);
    return entry;
  });
}

const storable = (input: AuditInput): AuditInput => {
  const textOf = (value: string | null) => (value === null ? null : storableText(value));
  return {
    actorKind: storableText(input.actorKind),
    actorId: storableText(input.actorId),
    action: input.action,
    targetKind: input.targetKind,
    targetId: storableText(input.targetId),
    reason: textOf(input.reason),
    before: textOf(input.before),
    after: textOf(input.after),
  };
};

const COLUMNS = raw(
  "sequence, created_at, actor_kind, actor_id, action, target_kind, target_id, reason, before, after, previous_hash, hash",
);

/** Backwards along the primary key; with a target, along audit_log_target_idx. */
async function list(db: Db, filter: AuditFilter): Promise<AuditEntry[]> {
  const { from, to, beforeSequence, limit } = filter;
  const is = (column: string, value: string | undefined): Sql[] => {
    if (value === undefined) return [];
    return [canBeStoredId(value) ? sql`${raw(column)} = ${value}` : raw("false")];
  };
  const conditions = [
    ...is("actor_id", filter.actorId),
    ...is("action", filter.action),
    ...is("target_kind", filter.targetKind),
    ...is("target_id", filter.targetId),
    ...(from === undefined ? [] : [sql`created_at >= ${db.dialect.time(from)}`]),
    ...(to === undefined ? [] : [sql`created_at < ${db.dialect.time(to)}`]),
    ...(beforeSequence === undefined ? [] : [sql`sequence < ${beforeSequence}`]),
  ];
  const rows = await db.read(sql`
    select ${COLUMNS} from audit_log where ${and(conditions)} order by sequence desc limit ${limit}`);
  return rows.map(toEntry);
}

const headOf = (row: Row): AuditHead => JSON.parse(text(row.value)) as AuditHead;

const toEntry = (row: Row): AuditEntry => ({
  sequence: whole(row.sequence),
  createdAt: instant(row.created_at),
  actorKind: text(row.actor_kind),
  actorId: text(row.actor_id),
  action: text(row.action),
  targetKind: text(row.target_kind),
  targetId: text(row.target_id),
  reason: textOrNull(row.reason),
  before: textOrNull(row.before),
  after: textOrNull(row.after),
  previousHash: text(row.previous_hash),
  hash: text(row.hash),
});
