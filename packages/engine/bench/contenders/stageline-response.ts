/** Our side: a run of one stage, created by a process of its own as far as the store can tell; the hint comes by NOTIFY. */

import { createKernel } from "@stageline/engine";
import { openStore } from "@stageline/engine/store";
import { SINGLE, WORKFLOW_ID, workflowOf } from "../shape.js";
import { type Responder, Started } from "./response.js";
import { PRODUCTION, startBenchWorker } from "./stageline-worker.js";

export const stagelineResponse: Responder = {
  name: "Stageline, a run of one stage",
  tables: "ours",
  async open(database) {
    const [store, client] = await Promise.all([
      openStore(database.url, PRODUCTION),
      openStore(database.url, PRODUCTION),
    ]);
    const started = new Started();
    const workflow = workflowOf(SINGLE, (runId) => started.now(runId));
    const worker = await startBenchWorker(store, { workflows: [workflow], slots: 10 });
    const kernel = createKernel({ store: client, workflows: [workflow] });
    return {
      async ask(runId) {
        const start = started.of(runId);
        await kernel.dispatch("run.create", { workflowId: WORKFLOW_ID, runId, input: { n: 0 } });
        await start;
      },
      async close() {
        await worker.stop();
        await Promise.all([store.close(), client.close()]);
      },
    };
  },
};
