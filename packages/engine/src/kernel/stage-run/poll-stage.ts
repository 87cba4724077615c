/** A suspended stage asked once: question, outcome, settlement. */

import type { KernelContext } from "../kernel-context.js";
import { askCompletion } from "./ask-completion.js";
import type { BegunPoll } from "./begin-polls.js";
import { carryOut } from "./carry-out.js";
import type { Settled } from "./settlement.js";

/** Milliseconds until a process that does not know the stage leaves it to others. */
const LEFT_TO_OTHERS_MS = 60_000;

/** `suspended`: it waits on. `abandoned`: nobody wants to know any more; it is asked again at once. */
export type Polled = Settled | "abandoned";

export async function pollStage(
  kernel: KernelContext,
  { begun, wait }: BegunPoll,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Polled> {
  const { run, stage, job } = begun;
  const { store, clock } = kernel;
  const workflow = kernel.workflows.get(run.workflowId);
  const definition = workflow?.stage(stage.stageId);
  if (workflow === undefined || definition === undefined) {
    // Given back it would be due at once, and stand before those that are known here.
    const nextPollAt = new Date(clock.now().getTime() + LEFT_TO_OTHERS_MS);
    await store.jobs.settle([{ ...job, status: "SUSPENDED", nextPollAt }]);
    return "suspended";
  }
  const limitMs = Math.min(timeoutMs, definition.timeoutMs ?? timeoutMs);
  const held = {
    workflow,
    definition,
    begun,
    signal,
    heldAs: "SUSPENDED",
    pollCount: wait.pollCount + 1,
  } as const;
  const polled = await carryOut(kernel, held, (body) => askCompletion(kernel, body, wait, limitMs));
  if (polled !== "abandoned") return polled;
  if (wait.isLast) {
    // Also the last question counts only if it was heard to its end.
    const data = { nextPollAt: wait.maxWaitUntil };
    await store.persistence.moveStages([{ id: stage.id, from: ["SUSPENDED"], data }]);
  }
  await store.jobs.release([job]);
  return polled;
}
