/** What a worker asks of the database while there is nothing to do. */

import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "@stageline/engine/store";
import { PRODUCTION, startBenchWorker } from "../contenders/stageline-worker.js";
import { type Result, shown } from "../report.js";
import { SEQUENTIAL, workflowOf } from "../shape.js";
import { countStatements } from "../statements.js";
import type { Measure } from "./measure.js";

/** Share of the time that goes before it: a worker that has just started looks around. */
const SETTLING = 0.1;

export const measureIdle: Measure = async ({ options, server, say }): Promise<Result[]> => {
  const seconds = options["idle-seconds"];
  say(`an idle worker, ${seconds} s`);
  const database = await server.migrated();
  const counter = countStatements();
  const store = await openStore(database.url, PRODUCTION);
  const worker = await startBenchWorker(store, { workflows: [workflowOf(SEQUENTIAL)], slots: 10 });
  await pause(seconds * SETTLING * 1_000);
  counter.start();
  await pause(seconds * 1_000);
  const { total, byBeginning } = counter.read();
  counter.remove();
  await worker.stop();
  await store.close();
  await database.drop();
  return [
    {
      title: "An idle worker",
      meaning: `Statements that a worker without work sent to PostgreSQL in ${seconds} s.`,
      head: ["statement", "", "sent", "per second"],
      rows: [
        ["all", "", String(total), shown(total / seconds)],
        ...byBeginning.map(([beginning, count]) => [beginning, "", String(count), shown(count / seconds)]),
      ],
      figures: [],
    },
  ];
};
