/** Starts a worker and stops it in order when told to. */

import { inspect } from "node:util";
import { webhookSink } from "@stageline/engine/sinks";
import { openStore } from "@stageline/engine/store";
import { readEnv } from "./env.js";
import { loadWorkflows } from "./load-workflows.js";
import { chooseBatchModel, chooseModel } from "./model/choose-model.js";
import { createObservability } from "./observability/index.js";
import { createLog } from "./observability/log.js";
import { redacted } from "./observability/redact.js";
import { startWorker, WORKER_VERSION } from "./worker.js";

/** The SDK prints a model's warnings to the console; ours belong in the record of the call. */
const quietSdk = () => Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

async function main(): Promise<void> {
  quietSdk();
  const env = readEnv(process.env);
  const log = createLog({ level: env.logLevel });
  const { workflows, redact } = await loadWorkflows(env.workflowsModule);
  const store = await openStore(env.databaseUrl, {
    migrate: true,
    redaction: { ...env.redaction, redact },
    wakeUps: { onTrouble: (err) => log.warn({ err }, "hints between processes are in trouble") },
  });
  const observability = await createObservability({
    env,
    version: WORKER_VERSION,
    askDatabase: () => store.now(),
  });
  if (observability.server !== undefined)
    log.info({ url: observability.server.url }, "metrics and health are served");
  const webhook = env.webhook === undefined ? undefined : webhookSink(env.webhook);
  const worker = await startWorker({
    store,
    workflows,
    model: chooseModel(process.env),
    batchModel: chooseBatchModel(process.env, store.persistence),
    env,
    log,
    observer: observability.observer,
    signs: observability.signs,
    sinks: webhook === undefined ? [] : [webhook],
  });
  observability.watchSlots(worker.slots);

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, "stopping: running stages may finish");
    observability.stopping();
    await worker.stop();
    await webhook?.close();
    await observability.close();
    await store.close();
    log.info("stopped");
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

main().catch((error: unknown) => {
  console.error(redacted(error instanceof Error ? error.message : inspect(error)));
  if (process.env.STAGELINE_LOG_LEVEL === "debug") console.error(redacted(inspect(error)));
  process.exit(1);
});
