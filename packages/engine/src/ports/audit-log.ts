/** What people and their scripts did. Append-only, one chain; written in the transaction of what was done. */

import type { AuditEntry, AuditFacts, AuditHead } from "../domain/audit-chain.js";

export type AuditInput = Omit<AuditFacts, "sequence" | "createdAt">;

/** All of these hold. */
export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly targetKind?: string | undefined;
  readonly targetId?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Only entries before this one. */
  readonly beforeSequence?: number | undefined;
  readonly limit: number;
}

export interface AuditLog {
  /**
   * Adds an entry. Inside a transaction it commits with it. The head of the chain stays locked until then: append last,
   * as everybody else who does something waits.
   */
  append(entry: AuditInput): Promise<AuditEntry>;
  /** Newest first. */
  list(filter: AuditFilter): Promise<AuditEntry[]>;
  /** Entries behind this one, oldest first. */
  after(sequence: number, limit: number): Promise<AuditEntry[]>;
  /** Where the chain should end, kept beside it. */
  head(): Promise<AuditHead>;
}
