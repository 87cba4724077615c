/** The store as the kernel sees it: three ports that share a transaction. */

import type { Access } from "./access.js";
import type { FlushableAICallLogger } from "./ai-call-logger.js";
import type { AuditLog } from "./audit-log.js";
import type { EnginePersistence } from "./engine-persistence.js";
import type { HotPath } from "./hot-path.js";
import type { LeasedJobQueue } from "./job-queue.js";
import type { ModelPrices } from "./model-prices.js";
import type { WakeUps } from "./wake-ups.js";

export interface StoreScope {
  readonly persistence: EnginePersistence;
  readonly jobs: LeasedJobQueue;
  readonly aiCalls: FlushableAICallLogger;
}

export interface KernelStore extends StoreScope {
  /**
   * Runs `fn` with all three ports inside one transaction: all of it commits, or none. Never hold one open over user
   * code or a network call.
   */
  transaction<T>(fn: (scope: StoreScope) => Promise<T>): Promise<T>;
  /** Hints that there is work, between all who have this database open. */
  readonly wakeUps: WakeUps;
  /** The clock that decides about leases and due times: the database's. */
  now(): Promise<Date>;
  /** Free text as it is kept, without the secrets in it; for what is shown elsewhere, such as spans. Default: as it is. */
  readonly redact?: (text: string, where: string) => string;
  /** The user's own prices of models. */
  readonly modelPrices: ModelPrices;
  /** What people did; what is appended inside a transaction commits with it. */
  readonly audit: AuditLog;
  /** Who may use the dashboard; writes inside a transaction commit with it. */
  readonly access: Access;
  /** Single statements for the most frequent writes, where the database can do them. */
  readonly hotPath?: HotPath;
}
