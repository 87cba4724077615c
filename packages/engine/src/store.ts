/** Open a store by its address, or build one out of its parts. */

export * from "./adapters/memory/ai-call-logger.js";
export { MemoryDatabase, type MemoryDatabaseOptions, type Session } from "./adapters/memory/database.js";
export * from "./adapters/memory/job-queue.js";
export * from "./adapters/memory/store.js";
export * from "./adapters/memory/transaction-over-error.js";
export * from "./adapters/memory/workflow-persistence.js";
export * from "./adapters/prisma/ai-call-logger.js";
export * from "./adapters/prisma/database-error.js";
export type { Database, Db } from "./adapters/prisma/db.js";
export * from "./adapters/prisma/job-queue.js";
export {
  type MigrateOptions,
  type MigrationState,
  migrate,
  migrationState,
} from "./adapters/prisma/migrate/index.js";
export { openDatabase } from "./adapters/prisma/open-database.js";
export { type OpenStoreOptions, openStore } from "./adapters/prisma/store.js";
export { PrismaWorkflowPersistence } from "./adapters/prisma/workflow-persistence.js";
export type { Store } from "./adapters/store.js";
export * from "./domain/errors.js";
export * from "./domain/records.js";
export * from "./domain/status.js";
export * from "./ports/ai-call-logger.js";
export * from "./ports/engine-persistence.js";
export * from "./ports/job-queue.js";
export * from "./ports/kernel-store.js";
export * from "./ports/model-prices.js";
export * from "./ports/workflow-persistence.js";
