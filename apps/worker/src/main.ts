/** Starts a worker and stops it in order when told to. */

import { openStore } from "@stageline/engine/store";
import pino from "pino";
import { readEnv } from "./env.js";
import { loadWorkflows } from "./load-workflows.js";
import { chooseModel } from "./model/choose-model.js";
import { startWorker } from "./worker.js";

/** The SDK prints a model's warnings to the console; ours belong in the record of the call. */
const quietSdk = () => Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

async function main(): Promise<void> {
  quietSdk();
  const env = readEnv(process.env);
  const log = pino({ level: env.logLevel, base: { pid: process.pid } });
  const store = await openStore(env.databaseUrl, { migrate: true });
  const workflows = await loadWorkflows(env.workflowsModule);
  const worker = await startWorker({ store, workflows, model: chooseModel(process.env), env, log });

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, "stopping: running stages may finish");
    await worker.stop();
    await store.close();
    log.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  if (process.env.STAGELINE_LOG_LEVEL === "debug") console.error(error);
  process.exit(1);
});
