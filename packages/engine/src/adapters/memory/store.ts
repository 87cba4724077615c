/** A store in the memory of this process, for tests and trials: it behaves as the databases do, and is gone with it. */

import type { RedactionOptions } from "../../redaction/redactor.js";
import { redactedStore } from "../../redaction/store/redacted-store.js";
import type { Store } from "../store.js";
import { memoryAccess } from "./access.js";
import { InMemoryAICallLogger } from "./ai-call-logger.js";
import { memoryAuditLog } from "./audit-log.js";
import { MemoryDatabase, type MemoryDatabaseOptions, type Session } from "./database.js";
import { InMemoryJobQueue, type InMemoryJobQueueOptions } from "./job-queue.js";
import { memoryModelPrices } from "./model-prices.js";
import { createMemoryReadModel } from "./read/read-model.js";
import { memoryWakeUps } from "./wake-ups.js";
import { InMemoryPersistence } from "./workflow-persistence.js";

export interface OpenMemoryStoreOptions extends MemoryDatabaseOptions, InMemoryJobQueueOptions {
  /** Default: an empty one. Stores on one database see each other's rows, as processes on one server do. */
  database?: MemoryDatabase;
  /** Takes secrets out of what is stored. Default: everything is stored as it is given. */
  redaction?: RedactionOptions;
}

export function openMemoryStore(options: OpenMemoryStoreOptions = {}): Store {
  const { database = new MemoryDatabase(options), clock: _clock, redaction, ...queueOptions } = options;
  const { workerId } = new InMemoryJobQueue(database, queueOptions);
  // Handed down, so that a queue inside a transaction is the same worker.
  const shared = { ...queueOptions, workerId };
  const scope = (session: Session) => ({
    persistence: new InMemoryPersistence(session),
    jobs: new InMemoryJobQueue(session, shared),
    aiCalls: new InMemoryAICallLogger(session),
  });
  const wakeUps = memoryWakeUps(database);
  const store: Store = {
    kind: "memory",
    ...scope(database),
    wakeUps,
    modelPrices: memoryModelPrices(database),
    audit: memoryAuditLog(database),
    access: memoryAccess(database),
    read: createMemoryReadModel(database),
    transaction: (fn) => database.transaction((tx) => fn(scope(tx))),
    now: async () => database.clock.now(),
    close: () => wakeUps.close(),
  };
  return redactedStore(store, redaction);
}
