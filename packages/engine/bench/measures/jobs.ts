/** No-op jobs per second: how fast one process empties a queue. */

import type { Drain } from "../contenders/drain.js";
import { graphileDrain } from "../contenders/graphile-drain.js";
import { pgBossDrain } from "../contenders/pg-boss-drain.js";
import { rawDrain } from "../contenders/raw-drain.js";
import { engineDrain, queueDrain } from "../contenders/stageline-drain.js";
import { type Result, ratesResult } from "../report.js";
import { type Contender, inTurn } from "../rounds.js";
import type { Measure, MeasureContext } from "./measure.js";

export const measureJobs: Measure = async (context): Promise<Result[]> => {
  const drains = [graphileDrain, pgBossDrain, rawDrain, queueDrain, engineDrain];
  const jobs = context.options.jobs.toLocaleString("en");
  const series = await inTurn(
    [{ name: `${jobs} jobs`, contenders: drains.map((drain) => contenderOf(drain, context)) }],
    { rounds: context.options.rounds, onRound: (round) => context.say(`no-op jobs, round ${round}`) },
  );
  return [
    ratesResult(
      {
        title: "No-op jobs per second",
        meaning:
          "A filled queue on PostgreSQL is emptied by one process. The bare queue is what the others can be compared with;\n" +
          "a run of one stage writes its run, its stage and five events besides its job.",
        unit: "jobs/s",
        reference: "graphile-worker",
      },
      series,
    ),
  ];
};

const contenderOf = (drain: Drain, { server, options }: MeasureContext): Contender => ({
  name: drain.name,
  async sample() {
    const database = await (drain.tables === "ours" ? server.migrated() : server.blank());
    try {
      return (options.jobs / (await drain.run(database, options.jobs))) * 1_000;
    } finally {
      await database.drop();
    }
  },
});
