/** Starts the whole product for every chosen database. */

import path from "node:path";
import { dataFolder } from "../scripts/project.mjs";
import { chosenDatabases, portFor } from "./databases.js";
import { type Stop, startWholeProduct } from "./whole-product.js";

export default async function setup(): Promise<Stop> {
  const stops: Stop[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    for (const database of chosenDatabases()) {
      const data = path.join(dataFolder, "e2e", database);
      stops.push(await startWholeProduct({ database, data, port: await portFor(database) }));
    }
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}
