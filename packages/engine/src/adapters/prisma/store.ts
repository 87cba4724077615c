/** A store over PostgreSQL or SQLite. */

import type { Backoff } from "../../domain/backoff.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import type { RedactionOptions } from "../../redaction/redactor.js";
import { redactedStore } from "../../redaction/store/redacted-store.js";
import type { Store } from "../store.js";
import { prismaAccess } from "./access.js";
import { type AICallLoggerOptions, PrismaAICallLogger } from "./ai-call-logger.js";
import { prismaAuditLog } from "./audit-log.js";
import { instant } from "./columns.js";
import { parseAddress } from "./connect/address.js";
import { openPostgresql, type PostgresqlOptions } from "./connect/postgresql.js";
import { openHotConnection } from "./connect/postgresql-hot.js";
import type { Db } from "./db.js";
import { hotPathOf } from "./hot-path/index.js";
import { PrismaJobQueue } from "./job-queue.js";
import { migrate } from "./migrate/index.js";
import { prismaModelPrices } from "./model-prices.js";
import { openDatabase } from "./open-database.js";
import { createReadModel } from "./read/read-model.js";
import { sql } from "./sql.js";
import { PrismaWorkflowPersistence } from "./workflow-persistence.js";

export interface OpenStoreOptions extends Omit<PostgresqlOptions, "statementTimeoutMs"> {
  /**
   * Milliseconds after which PostgreSQL gives up on a question of the read side, which then fails with
   * `DATABASE_TIMEOUT`; such questions get connections of their own. Default: never. SQLite answers within this
   * process, where nobody could interrupt it: there it has no effect.
   */
  readTimeoutMs?: number;
  /** Brings the tables up to date first. Default false: tables that are missing are an error. */
  migrate?: boolean;
  /** Who `jobs.dequeue` takes jobs for. Default: made of host, process and something random. */
  workerId?: string;
  /** Lease of `jobs.dequeue` (ms). Default 300,000. */
  leaseMs?: number;
  /** Between the deliveries of a job that failed. */
  backoff?: Backoff;
  /** Whether PostgreSQL does the most frequent writes in single statements. Default true; the effect is the same. */
  hotPath?: boolean;
  /** Buffer and limits of the log of AI calls. */
  aiCalls?: AICallLoggerOptions;
  /** Takes secrets out of what is stored. Default: everything is stored as it is given. */
  redaction?: RedactionOptions;
}

/**
 * Opens the store at `postgres://…`, `postgresql://…` or `file:…`.
 *
 * @throws {DatabaseError} when the address is not one of these, or the database cannot be used; names host and port,
 * never the password
 */
export async function openStore(url: string, options: OpenStoreOptions = {}): Promise<Store> {
  const address = parseAddress(url);
  if (options.migrate) await migrate(url);
  const database = await openDatabase(url, options);
  const hot =
    address.kind === "postgresql" && options.hotPath !== false ? openHotConnection(address) : undefined;
  const queueOptions = { workerId: options.workerId, leaseMs: options.leaseMs, backoff: options.backoff };
  const limited =
    address.kind === "postgresql" && options.readTimeoutMs !== undefined
      ? openPostgresql(address, { ...options, statementTimeoutMs: options.readTimeoutMs })
      : undefined;
  const jobs = new PrismaJobQueue(database, queueOptions);
  const aiCalls = new PrismaAICallLogger(database, options.aiCalls);
  // Handed down, so that a queue inside a transaction is the same worker.
  const shared = { ...queueOptions, workerId: jobs.workerId };
  let closing: Promise<void> | undefined;
  const store: Store = {
    kind: database.dialect.kind,
    ...(hot === undefined ? {} : { hotPath: hotPathOf(hot) }),
    persistence: new PrismaWorkflowPersistence(database),
    jobs,
    aiCalls,
    modelPrices: prismaModelPrices(database),
    audit: prismaAuditLog(database),
    access: prismaAccess(database),
    read: createReadModel(limited ?? database),
    transaction: (fn) => database.transaction((tx) => inScope(tx, shared, options.aiCalls, fn)),
    wakeUps: database.wakeUps,
    now: async () => {
      const [row] = await database.read(sql`select ${database.dialect.now} as now`);
      return instant(row?.now);
    },
    close: () => {
      closing ??= aiCalls
        .flush()
        .then(() => hot?.close())
        .then(() => limited?.close())
        .then(() => database.close());
      return closing;
    },
  };
  return redactedStore(store, options.redaction);
}

/** Calls logged inside the transaction are stored by it, however they were logged. */
async function inScope<T>(
  tx: Db,
  queueOptions: ConstructorParameters<typeof PrismaJobQueue>[1],
  loggerOptions: AICallLoggerOptions | undefined,
  fn: (scope: StoreScope) => Promise<T>,
): Promise<T> {
  const aiCalls = new PrismaAICallLogger(tx, { ...loggerOptions, flushAfterMs: Number.POSITIVE_INFINITY });
  const result = await fn({
    persistence: new PrismaWorkflowPersistence(tx),
    jobs: new PrismaJobQueue(tx, queueOptions),
    aiCalls,
  });
  await aiCalls.flush();
  return result;
}
