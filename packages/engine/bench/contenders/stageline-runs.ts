/** Our side for runs: the worker as it runs in production, told of ends by the kernel's observer. */

import { openStore } from "@stageline/engine/store";
import type { OpenRunSystem } from "../closed-loop.js";
import type { BenchDatabase } from "../server.js";
import { type Body, type Shape, WORKFLOW_ID, workflowOf } from "../shape.js";
import { PRODUCTION, startBenchWorker } from "./stageline-worker.js";

/** More slots would only make batches that no worker has in production. */
const MOST_SLOTS = 500;
const FEWEST_SLOTS = 10;

export const stagelineRuns =
  (database: BenchDatabase, shape: Shape, inFlight: number, onStage?: Body): OpenRunSystem =>
  async ({ onEnd, onError }) => {
    const store = await openStore(database.url, PRODUCTION);
    const worker = await startBenchWorker(store, {
      workflows: [workflowOf(shape, onStage)],
      slots: Math.min(MOST_SLOTS, Math.max(FEWEST_SLOTS, inFlight * shape.width)),
      observer: {
        runEnded({ runId, status }) {
          if (status === "COMPLETED") onEnd();
          else onError(new Error(`Run ${runId} is ${status}`));
        },
      },
    });
    return {
      async create() {
        await worker.kernel.dispatch("run.create", { workflowId: WORKFLOW_ID, input: { n: 0 } });
      },
      async stop() {
        await worker.stop();
        await store.close();
      },
    };
  };
