/** A kernel over a store whose past can be made longer: hours go by without waiting for them. */

import { openMemoryStore } from "../../src/adapters/memory/store.js";
import { openDatabase } from "../../src/adapters/prisma/open-database.js";
import { list, raw, sql } from "../../src/adapters/prisma/sql.js";
import type { WorkflowDefinition } from "../../src/domain/definition/workflow.js";
import { createKernel, type Kernel } from "../../src/kernel/kernel.js";
import type { KernelStoreKind } from "../kernel/workbench.js";
import { openTestStore, type TestStore } from "../stores.js";

export const HOUR_MS = 3_600_000;

export interface AgingBench extends TestStore {
  readonly kernel: Kernel;
  /** Everything stored so far happened so much earlier (ms); leases and due times come nearer by it. */
  pass(ms: number): Promise<void>;
}

/** Every time that decides whether something is due, lost or stuck. */
const TIMES = {
  workflow_runs: ["created_at", "updated_at", "started_at", "completed_at"],
  workflow_stages: [
    "created_at",
    "updated_at",
    "started_at",
    "completed_at",
    "next_poll_at",
    "max_wait_until",
  ],
  job_queue: ["created_at", "updated_at", "started_at", "locked_at", "lease_until", "run_at", "next_poll_at"],
  workflow_annotations: ["created_at"],
} as const;

export async function agingBench(kind: KernelStoreKind, workflow: WorkflowDefinition): Promise<AgingBench> {
  if (kind === "memory") return inMemory(workflow);
  const opened = await (kind === "postgresql statement by statement"
    ? openTestStore("postgresql", { hotPath: false })
    : openTestStore(kind));
  const database = await openDatabase(opened.url ?? "");
  return {
    ...opened,
    kernel: createKernel({ store: opened.store, workflows: [workflow], workerId: "worker-1" }),
    async pass(ms) {
      for (const [table, columns] of Object.entries(TIMES)) {
        const shifted = columns.map(
          (column) => sql`${raw(column)} = ${database.dialect.shift(raw(column), -ms)}`,
        );
        await database.execute(sql`update ${raw(table)} set ${list(shifted)}`);
      }
    },
    async discard() {
      await database.close();
      await opened.discard();
    },
  };
}

function inMemory(workflow: WorkflowDefinition): AgingBench {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const store = openMemoryStore({ clock });
  return {
    store,
    url: undefined,
    kernel: createKernel({ store, workflows: [workflow], workerId: "worker-1", clock }),
    async pass(ms) {
      ahead += ms;
    },
    discard: () => store.close(),
  };
}
