/** Runs per second in a closed loop. */

import { closedLoop, type OpenRunSystem } from "../closed-loop.js";
import { rawRuns } from "../contenders/raw-runs.js";
import { stagelineRuns } from "../contenders/stageline-runs.js";
import { ratesResult } from "../report.js";
import { type Case, inTurn } from "../rounds.js";
import { type BenchDatabase, openFile } from "../server.js";
import { PARALLEL, SEQUENTIAL, type Shape } from "../shape.js";
import { expectWritten } from "../written-rows.js";
import type { Measure, MeasureContext } from "./measure.js";

export const measureRuns: Measure = async (context) => {
  const series = await inTurn(casesOf(context), {
    rounds: context.options.rounds,
    onRound: (round) => context.say(`runs, round ${round}`),
  });
  return [
    ratesResult(
      {
        title: "Runs per second",
        meaning:
          "One process creates runs and carries them out; as many as said are unfinished at any time. The reference is\n" +
          "hand-written SQL that leaves the same rows with the same guarantees, in batches, without a framework.",
        unit: "runs/s",
        reference: "hand-written",
      },
      series,
    ),
  ];
};

function casesOf({ options, server }: MeasureContext): Case[] {
  const cells = [SEQUENTIAL, PARALLEL].flatMap((shape) =>
    options["in-flight"].map((inFlight) => ({ shape, inFlight })),
  );
  return options.store.flatMap((store) =>
    cells.map(({ shape, inFlight }): Case => {
      const open = store === "sqlite" ? openFile : server.migrated;
      const measured = (name: string, system: (database: BenchDatabase) => OpenRunSystem) => ({
        name,
        sample: () => measure(open, shape, system, { inFlight, seconds: options.seconds }),
      });
      return {
        name: `${store === "sqlite" ? "SQLite" : "PostgreSQL"}, ${shape.name}, ${inFlight} in flight`,
        contenders: [
          ...(store === "sqlite"
            ? []
            : [measured("hand-written SQL", (database) => rawRuns(database, shape))]),
          measured("Stageline", (database) => stagelineRuns(database, shape, inFlight)),
        ],
      };
    }),
  );
}

async function measure(
  open: () => Promise<BenchDatabase>,
  shape: Shape,
  system: (database: BenchDatabase) => OpenRunSystem,
  loop: { inFlight: number; seconds: number },
): Promise<number> {
  const database = await open();
  try {
    const { perSecond, ended } = await closedLoop(system(database), loop);
    await expectWritten(database, shape, ended);
    return perSecond;
  } finally {
    await database.drop();
  }
}
