/**
 * The chain of the audit log: each entry's hash covers everything in it and the hash of the entry before.
 *
 * Who changes, removes or inserts an entry has to write every later one anew, and the head that says where the chain
 * ends. Whoever keeps a copy of a hash elsewhere can tell even then.
 */

import { createHash } from "node:crypto";

/** What the first entry has before it. */
export const CHAIN_START = "";

export interface AuditFacts {
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number;
  readonly createdAt: Date;
  readonly actorKind: string;
  readonly actorId: string;
  /** The command: `run.cancel`. */
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  readonly reason: string | null;
  /** JSON. */
  readonly before: string | null;
  /** JSON. */
  readonly after: string | null;
}

export interface AuditEntry extends AuditFacts {
  readonly previousHash: string;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

/** Where a chain ends. */
export interface AuditHead {
  /** 0: nothing was done yet. */
  readonly sequence: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: AuditHead = { sequence: 0, hash: CHAIN_START };

export const auditHash = (facts: AuditFacts, previousHash: string): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        previousHash,
        facts.sequence,
        facts.createdAt.toISOString(),
        facts.actorKind,
        facts.actorId,
        facts.action,
        facts.targetKind,
        facts.targetId,
        facts.reason,
        facts.before,
        facts.after,
      ]),
    )
    .digest("hex");

/** The entry that comes next. */
export function chained(facts: Omit<AuditFacts, "sequence">, head: AuditHead): AuditEntry {
  const numbered = { ...facts, sequence: head.sequence + 1 };
  return { ...numbered, previousHash: head.hash, hash: auditHash(numbered, head.hash) };
}

/** The first thing that is wrong with entries that should follow `head`, in words; undefined when nothing is. */
export function brokenLink(entries: readonly AuditEntry[], head: AuditHead): string | undefined {
  let last = head;
  for (const entry of entries) {
    const place = `entry ${entry.sequence}`;
    if (entry.sequence !== last.sequence + 1) return `${place} follows entry ${last.sequence}`;
    if (entry.previousHash !== last.hash) return `${place} does not continue the entry before it`;
    if (auditHash(entry, entry.previousHash) !== entry.hash) return `${place} was changed`;
    last = entry;
  }
  return undefined;
}
