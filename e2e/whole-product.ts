/** The real thing for one database: the database, a worker, the production build of the dashboard, and its first run. */

import { rmSync } from "node:fs";
import path from "node:path";
import { startEphemeralPostgres } from "../scripts/postgres/ephemeral.mjs";
import { claimDataFolder } from "../scripts/product/leftovers.mjs";
import { migrateDatabase } from "../scripts/product/migrations.mjs";
import { startFirstRun, startProduct } from "../scripts/product/product.mjs";
import { type Database, urlVariable } from "./databases.js";

export type Stop = () => Promise<void>;

/**
 * Starts it on an empty database. Logs stay in `logs` of the folder until the next time.
 *
 * @param data a folder that is emptied first
 * @returns stops all of it
 */
export async function startWholeProduct({
  database,
  data,
  port,
}: {
  database: Database;
  data: string;
  port: number;
}): Promise<Stop> {
  const stops: Stop[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    // Stops what a killed run left before its files are removed.
    (await claimDataFolder(data)).release();
    rmSync(data, { recursive: true, force: true });
    const claim = await claimDataFolder(data);
    stops.push(async () => claim.release());

    const databaseUrl = await openDatabase(database, data, stops);
    await migrateDatabase(databaseUrl);
    process.env[urlVariable(database)] = databaseUrl;
    const product = startProduct({ data, databaseUrl, port, onProcess: claim.add });
    stops.push(product.stop);
    await product.ready();
    await startFirstRun(databaseUrl);
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function openDatabase(database: Database, data: string, stops: Stop[]): Promise<string> {
  if (database === "sqlite") return `file:${path.join(data, "stageline.db")}`;
  const server = await startEphemeralPostgres();
  stops.push(server.stop);
  return server.url;
}
