/** What a bulk action does to one run or event. */

import type { BulkAction } from "../../domain/bulk-action.js";
import { NotFoundError, RunStatusError } from "../../domain/errors.js";
import { isTerminal } from "../../domain/status.js";
import type { BulkItem, SettledBulkItem } from "../../ports/bulk-actions.js";
import type { RunState } from "../../ports/engine-persistence.js";
import { runCancel } from "../commands/run-cancel.js";
import { runRerunFrom } from "../commands/run-rerun-from.js";
import type { KernelContext } from "../kernel-context.js";
import { workflowShape } from "../workflow-lookup.js";

const skipped = (reason: string): SettledBulkItem => ({ status: "SKIPPED", reason });

/**
 * Within the transaction of `context`. What it throws is no result yet: see {@link refusal}.
 *
 * A run must be at the attempt it was at when the action started. Somebody has run it again since, otherwise, and what
 * was asked for was asked of something else.
 */
export function carryOut(
  context: KernelContext,
  action: BulkAction,
  item: BulkItem,
): Promise<SettledBulkItem> {
  switch (action.kind) {
    case "cancel":
    case "rerun":
      return changeRun(context, action, item);
    case "replay":
    case "discard":
      return changeEvent(context, action, item);
  }
}

async function changeRun(
  context: KernelContext,
  action: BulkAction,
  { targetId: runId, attempt }: BulkItem,
): Promise<SettledBulkItem> {
  const run = await context.store.persistence.lockRun(runId);
  if (run === null) return skipped("The run does not exist");
  if (run.attempt !== attempt) return skipped("It was run again since the action started");
  const by = { ...(action.reason === null ? {} : { reason: action.reason }), actor: actorOf(action) };
  if (action.kind === "cancel") {
    if (isTerminal(run.status)) return skipped(`It was ${run.status.toLowerCase()} already`);
    await runCancel.handle(context, { runId, ...by });
    return { status: "DONE", reason: null };
  }
  if (!isTerminal(run.status))
    return skipped(`It is ${run.status.toLowerCase()}: only a run that has ended is run again`);
  const stageId = await stageToRerun(context, run);
  await runRerunFrom.handle(context, { runId, stageId, ...by, dryRun: false });
  return { status: "DONE", reason: `From ${stageId}` };
}

/** As `dlq.replay` and `dlq.discard` do it. */
async function changeEvent(
  { store }: KernelContext,
  action: BulkAction,
  { targetId }: BulkItem,
): Promise<SettledBulkItem> {
  const { persistence } = store;
  const only = { ids: [targetId] };
  const changed =
    action.kind === "replay"
      ? await persistence.replayDeadEvents(only)
      : await persistence.discardDeadEvents(only, action.reason ?? "", nameOf(action));
  return changed.length > 0 ? { status: "DONE", reason: null } : skipped("It is not dead any more");
}

/** The first stage that failed; the first of all where none did, as in runs that were cancelled or completed. */
async function stageToRerun(context: KernelContext, { id, workflowId }: RunState): Promise<string> {
  const { persistence } = context.store;
  const stages = await persistence.getStageStates([id]);
  const failed = stages.find(({ status }) => status === "FAILED");
  if (failed !== undefined) return failed.stageId;
  const { groups } = await workflowShape(context, context.store, workflowId);
  const first = groups[0]?.stages[0];
  if (first === undefined) throw new NotFoundError("Stage", "1");
  return first.id;
}

/** What an error says of the item. The commands refuse before they write anything. */
export const refusal = (error: unknown): SettledBulkItem => {
  const reason = error instanceof Error ? error.message : String(error);
  return error instanceof RunStatusError ? skipped(reason) : { status: "FAILED", reason };
};

const nameOf = ({ actor: { kind, id, version } }: BulkAction): string =>
  [kind, id, version].filter((part) => part !== null).join(":");

function actorOf({ actor: { kind, id, version } }: BulkAction) {
  return {
    ...(kind === null ? {} : { kind }),
    ...(id === null ? {} : { id }),
    ...(version === null ? {} : { version }),
  };
}
