/** A begun stage to its end: body, outcome, settlement. */

import type { BegunStage } from "../../ports/begun-stage.js";
import type { KernelContext } from "../kernel-context.js";
import { carryOut } from "./carry-out.js";
import { runBody } from "./run-body.js";
import type { Settled, TakesNext } from "./settlement.js";

/** `nothing`: there was no work left in the job. `abandoned`: the outcome was not wanted any more. */
export type Executed = Settled | "nothing" | "abandoned";

export async function executeStage(
  kernel: KernelContext,
  begun: BegunStage,
  signal: AbortSignal,
  next?: TakesNext,
): Promise<Executed> {
  const { run, stage, job } = begun;
  const workflow = kernel.workflows.get(run.workflowId);
  const definition = workflow?.stage(stage.stageId);
  if (workflow === undefined || definition === undefined) {
    await kernel.store.jobs.release([job]);
    return "nothing";
  }
  return carryOut(kernel, { workflow, definition, begun, heldAs: "RUNNING", signal, next }, (body) =>
    runBody(kernel, body),
  );
}
