/** pg-boss: batches fetched and completed together. It keeps finished jobs until it archives them. */

import PgBoss from "pg-boss";
import { BATCH, type Drain, emptied, expectCount, inBatches, jobNames } from "./drain.js";
import { seenOnce } from "./seen-once.js";

const QUEUE = "noop";

export const pgBossDrain: Drain = {
  name: "pg-boss",
  tables: "its own",
  async run(database, jobs) {
    const boss = await startBoss(database.url);
    await boss.createQueue(QUEUE);
    for (const names of inBatches(jobNames(jobs))) {
      await boss.insert(names.map((id) => ({ name: QUEUE, data: { id } })));
    }
    const seen = seenOnce(jobs);
    const start = performance.now();
    await emptied(
      () => boss.fetch<{ id: string }>(QUEUE, { batchSize: BATCH }),
      async (fetched) => {
        for (const { data } of fetched) seen.see(data.id);
        await boss.complete(
          QUEUE,
          fetched.map(({ id }) => id),
        );
      },
    );
    await seen.all;
    const tookMs = performance.now() - start;
    await expectCount(database, "select count(*) from pgboss.job where state = 'completed'", jobs);
    await boss.stop({ graceful: false, wait: true });
    return tookMs;
  },
};

/** Without its schedules and its maintenance, which nothing here needs. */
export async function startBoss(url: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false });
  boss.on("error", () => undefined);
  await boss.start();
  return boss;
}
