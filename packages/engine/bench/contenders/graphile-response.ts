/** graphile-worker as it comes: it listens, and each job is fetched when it is heard of. */

import { makeWorkerUtils, run } from "graphile-worker";
import { SILENT } from "./graphile-drain.js";
import { type Responder, Started } from "./response.js";

const TASK = "noop";

export const graphileResponse: Responder = {
  name: "graphile-worker",
  tables: "its own",
  async open(database) {
    const utils = await makeWorkerUtils({ connectionString: database.url, logger: SILENT });
    await utils.migrate();
    const started = new Started();
    const runner = await run({
      connectionString: database.url,
      logger: SILENT,
      noHandleSignals: true,
      taskList: { [TASK]: (payload) => started.now(String((payload as { id: string }).id)) },
      preset: { worker: { concurrentJobs: 10, maxPoolSize: 10 } },
    });
    return {
      async ask(id) {
        const start = started.of(id);
        await utils.addJob(TASK, { id });
        await start;
      },
      async close() {
        await runner.stop();
        await utils.release();
      },
    };
  },
};
