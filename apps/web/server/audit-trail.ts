/** Whether the audit log is whole: its chain from the first entry to where it should end. */

import { type AuditLog, brokenLink, EMPTY_CHAIN } from "@stageline/engine";

const PAGE = 1_000;

export interface AuditTrail {
  readonly entries: number;
  /** Of the last entry: a copy kept elsewhere shows if the log is ever written anew. */
  readonly hash: string;
  /** The first thing that is wrong; null when nothing is. */
  readonly broken: string | null;
}

export async function auditTrail(audit: Pick<AuditLog, "after" | "head">): Promise<AuditTrail> {
  const end = await audit.head();
  let last = EMPTY_CHAIN;
  while (last.sequence < end.sequence) {
    const entries = await audit.after(last.sequence, Math.min(PAGE, end.sequence - last.sequence));
    const broken = brokenLink(entries, last);
    if (broken !== undefined) return { entries: last.sequence, hash: last.hash, broken };
    const newest = entries.at(-1);
    if (newest === undefined) {
      const broken = `entries ${last.sequence + 1} to ${end.sequence} are missing`;
      return { entries: last.sequence, hash: last.hash, broken };
    }
    last = newest;
  }
  const isEnd = last.hash === end.hash;
  return { entries: last.sequence, hash: last.hash, broken: isEnd ? null : "the last entry is another one" };
}
