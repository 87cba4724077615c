/** How often a worker asks the database: per stage while it works. */

import { closedLoop } from "../closed-loop.js";
import { stagelineRuns } from "../contenders/stageline-runs.js";
import { type Result, shown } from "../report.js";
import { SEQUENTIAL, stagesOf } from "../shape.js";
import { countStatements } from "../statements.js";
import { expectWritten } from "../written-rows.js";
import type { Measure, MeasureContext } from "./measure.js";

export const measureRoundTrips: Measure = async (context): Promise<Result[]> => {
  const lines = [];
  for (const inFlight of context.options["in-flight"]) {
    context.say(`round trips, ${inFlight} in flight`);
    lines.push({ inFlight, ...(await roundTrips(context, inFlight)) });
  }
  return [
    {
      title: "Round trips per stage",
      meaning:
        "Statements sent to PostgreSQL by the process that creates and carries out runs of 5 stages: all of them, and\n" +
        "those that begin and settle stages.",
      head: ["in flight", "", "all per run", "all per stage", "begin and settle per stage"],
      rows: lines.map(({ inFlight, perRun, perStage, ofStages }) => [
        String(inFlight),
        "Stageline",
        shown(perRun),
        shown(perStage),
        shown(ofStages),
      ]),
      figures: lines.flatMap(({ perRun, perStage, ofStages }) => [perRun, perStage, ofStages]),
    },
  ];
};

/** What the statements that begin and settle stages, and no others, write or hold first. */
const OF_STAGES = [/^with claimed as/, /^with ended as/];

async function roundTrips({ server, options }: MeasureContext, inFlight: number) {
  const database = await server.migrated();
  const counter = countStatements();
  let sent = counter.read();
  try {
    const { counted, ended } = await closedLoop(stagelineRuns(database, SEQUENTIAL, inFlight), {
      inFlight,
      seconds: options.seconds,
      onWindow(isOpen) {
        if (isOpen) counter.start();
        else sent = counter.read();
      },
    });
    await expectWritten(database, SEQUENTIAL, ended);
    const stages = counted * stagesOf(SEQUENTIAL);
    const ofStages = sent.byBeginning
      .filter(([beginning]) => OF_STAGES.some((pattern) => pattern.test(beginning)))
      .reduce((sum, [, count]) => sum + count, 0);
    return { perRun: sent.total / counted, perStage: sent.total / stages, ofStages: ofStages / stages };
  } finally {
    counter.remove();
    await database.drop();
  }
}
