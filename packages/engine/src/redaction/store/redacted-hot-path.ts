/** What of each of the single statements can hold a secret. */

import type { Follows, HotPath, PlannedGroup } from "../../ports/hot-path.js";
import type { Redactor } from "../redactor.js";
import { event, newRun } from "./inputs.js";
import { AS_IS, redactedPort } from "./redacted-port.js";

export const redactedHotPath: (port: HotPath, redactor: Redactor) => HotPath = redactedPort<HotPath>({
  createRuns: (redactor, runs) => [
    runs.map(({ run, event: created }) => ({ run: newRun(redactor, run), event: event(redactor, created) })),
  ],
  startRuns: (redactor, workflows, limit, taker) => [
    workflows.map((workflow) => ({ ...workflow, first: group(redactor, workflow.first) })),
    limit,
    taker,
  ],
  beginStages: AS_IS,
  completeStages: (redactor, successes, taker) => [
    successes.map((success) => ({
      ...success,
      output: redactor.data(success.output, "stage.output"),
      event: event(redactor, success.event),
      follows: follows(redactor, success.follows),
    })),
    taker,
  ],
});

const group = (redactor: Redactor, planned: PlannedGroup): PlannedGroup => ({
  ...planned,
  stages: planned.stages.map((stage) => ({
    ...stage,
    stageName: redactor.text(stage.stageName, "stage.name"),
    config: redactor.data(stage.config, "stage.config"),
  })),
});

function follows(redactor: Redactor, next: Follows): Follows {
  if (next.kind === "group") return { ...next, group: group(redactor, next.group) };
  const { output } = next;
  return {
    ...next,
    output:
      output.kind === "given" ? { ...output, value: redactor.data(output.value, "run.output") } : output,
    event: event(redactor, next.event),
  };
}
