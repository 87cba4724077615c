/** graphile-worker, tuned: a local queue of 500, and completions that go out together. It deletes finished jobs. */

import { Logger, makeWorkerUtils, run, type WorkerUtils } from "graphile-worker";
import { type Drain, expectCount, inBatches, jobNames } from "./drain.js";
import { seenOnce } from "./seen-once.js";

const TASK = "noop";
export const SILENT = new Logger(() => () => undefined);

export const graphileDrain: Drain = {
  name: "graphile-worker",
  tables: "its own",
  async run(database, jobs) {
    const utils = await makeWorkerUtils({ connectionString: database.url, logger: SILENT });
    await fill(utils, jobs);
    const seen = seenOnce(jobs);
    const start = performance.now();
    const runner = await run({
      connectionString: database.url,
      logger: SILENT,
      noHandleSignals: true,
      taskList: { [TASK]: (payload) => seen.see(String((payload as { id: string }).id)) },
      preset: {
        worker: {
          concurrentJobs: 24,
          maxPoolSize: 10,
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
    await seen.all;
    // Completions that wait are written before it has stopped.
    await runner.stop();
    const tookMs = performance.now() - start;
    await expectCount(database, "select count(*) from graphile_worker.jobs", 0);
    await utils.release();
    return tookMs;
  },
};

async function fill(utils: WorkerUtils, jobs: number): Promise<void> {
  await utils.migrate();
  for (const names of inBatches(jobNames(jobs))) {
    await utils.addJobs(names.map((id) => ({ identifier: TASK, payload: { id } })));
  }
}
