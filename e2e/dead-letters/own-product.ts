/** A database, a dashboard and workers of a spec's own: what it breaks on purpose is in nobody else's way. */

import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { openStore, type Store } from "@stageline/engine/store";
import { anyFreePort } from "../../scripts/ports.mjs";
import { startEphemeralPostgres } from "../../scripts/postgres/ephemeral.mjs";
import { migrateDatabase } from "../../scripts/product/migrations.mjs";
import { startDashboard } from "../../scripts/product/product.mjs";
import { supervise } from "../../scripts/product/supervised-process.mjs";
import { dataFolder, root } from "../../scripts/project.mjs";

/** A worker hands back what it holds within this. */
const WORKER_STOPS_WITHIN_MS = 15_000;

export interface OwnProduct {
  readonly address: string;
  readonly store: Store;
  /** A real worker whose events go to the address. @returns stops it */
  startWorker(webhookUrl: string): () => Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param database the project's name
 * @param folder of its data, below the data folder; emptied first
 */
export async function startOwnProduct(
  database: string,
  folder = path.join("e2e-dead-letters", database),
): Promise<OwnProduct> {
  const data = path.join(dataFolder, folder);
  rmSync(data, { recursive: true, force: true });
  mkdirSync(path.join(data, "logs"), { recursive: true });
  const server = database === "sqlite" ? undefined : await startEphemeralPostgres();
  const databaseUrl = server?.url ?? `file:${path.join(data, "stageline.db")}`;
  await migrateDatabase(databaseUrl);
  const store = await openStore(databaseUrl);
  const dashboard = startDashboard({ data, databaseUrl, port: await anyFreePort() });
  await dashboard.ready();
  return {
    address: dashboard.address,
    store,
    startWorker(webhookUrl) {
      const worker = supervise({
        name: "worker",
        args: ["apps/worker/dist/main.js"],
        cwd: root,
        env: {
          DATABASE_URL: databaseUrl,
          NODE_ENV: "production",
          PORT: "0",
          STAGELINE_WEBHOOK_URL: webhookUrl,
          STAGELINE_WEBHOOK_SECRET: "a secret of sixteen characters or more",
          STAGELINE_WEBHOOK_ALLOW_PRIVATE: "true",
        },
        logFile: path.join(data, "logs/worker.log"),
      });
      return () => worker.stop(WORKER_STOPS_WITHIN_MS);
    },
    async stop() {
      await dashboard.stop();
      await store.close();
      await server?.stop();
    },
  };
}
