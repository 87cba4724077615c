/** Starts the real thing for every chosen database: the database, a worker, the production build of the dashboard. */

import { rmSync } from "node:fs";
import path from "node:path";
import { startEphemeralPostgres } from "../scripts/postgres/ephemeral.mjs";
import { claimDataFolder } from "../scripts/product/leftovers.mjs";
import { migrateDatabase } from "../scripts/product/migrations.mjs";
import { startFirstRun, startProduct } from "../scripts/product/product.mjs";
import { dataFolder } from "../scripts/project.mjs";
import { chosenDatabases, type Database, portFor } from "./databases.js";

type Stop = () => Promise<void>;

export default async function setup(): Promise<Stop> {
  const stops: Stop[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    for (const database of chosenDatabases()) await start(database, stops);
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Logs stay in `.data/e2e/<database>/logs` until the next time. */
async function start(database: Database, stops: Stop[]): Promise<void> {
  const data = path.join(dataFolder, "e2e", database);
  // Stops what a killed test run left before its files are removed.
  (await claimDataFolder(data)).release();
  rmSync(data, { recursive: true, force: true });
  const claim = await claimDataFolder(data);
  stops.push(async () => claim.release());

  const databaseUrl = await openDatabase(database, data, stops);
  await migrateDatabase(databaseUrl);
  const product = startProduct({ data, databaseUrl, port: await portFor(database), onProcess: claim.add });
  stops.push(product.stop);
  await product.ready();
  await startFirstRun(databaseUrl);
}

async function openDatabase(database: Database, data: string, stops: Stop[]): Promise<string> {
  if (database === "sqlite") return `file:${path.join(data, "stageline.db")}`;
  const server = await startEphemeralPostgres();
  stops.push(server.stop);
  return server.url;
}
