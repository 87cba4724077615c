/**
 * pg-boss woken inside its process as soon as the job is stored. Between processes it only polls, every 0.5 s at the
 * most often: that would be its figure there.
 */

import { startBoss } from "./pg-boss-drain.js";
import { type Responder, Started } from "./response.js";

const QUEUE = "noop";

export const pgBossResponse: Responder = {
  name: "pg-boss, woken in its process",
  tables: "its own",
  async open(database) {
    const boss = await startBoss(database.url);
    await boss.createQueue(QUEUE);
    const started = new Started();
    const worker = await boss.work<{ id: string }>(QUEUE, { pollingIntervalSeconds: 0.5 }, async (jobs) => {
      for (const { data } of jobs) started.now(data.id);
    });
    return {
      async ask(id) {
        const start = started.of(id);
        await boss.send(QUEUE, { id });
        boss.notifyWorker(worker);
        await start;
      },
      async close() {
        await boss.stop({ graceful: false, wait: true });
      },
    };
  },
};
