/**
 * Moves runs on when their highest group is done: the next group, or the end.
 *
 * Called with the runs' rows held, so any number of concurrent callers advance a run once: the second sees the next
 * group's stages, or a run that is no longer RUNNING, and does nothing.
 */

import { isDone, isTerminal } from "../domain/status.js";
import type { GroupShape, StoredWorkflow } from "../domain/workflow-shape.js";
import type { RunMove, RunState, StageState } from "../ports/engine-persistence.js";
import type { StoreScope } from "../ports/kernel-store.js";
import type { CreateOutboxEventInput } from "../ports/workflow-persistence.js";
import { runEvent } from "./events.js";
import { startGroups } from "./start-group.js";
import { groupAt } from "./workflow-lookup.js";

export type Advance =
  | { readonly kind: "waiting" }
  | { readonly kind: "nextGroup"; readonly group: number }
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly stageId: string };

export interface AdvancingRun {
  /** As the holder of its row sees it. */
  readonly run: RunState;
  readonly shape: StoredWorkflow;
  readonly causationId: string;
  /** Outputs known already, by row id of the stage; the others are read when they are needed. */
  readonly outputs?: ReadonlyMap<string, unknown>;
  /** Whether one of its stages has just stopped working, so that the run may wait for suspended ones only. */
  readonly mayBeSuspended?: boolean;
}

export interface Advanced {
  /** What became of each run, by its id. */
  readonly steps: ReadonlyMap<string, Advance>;
  /** Not yet written, so that the caller's own events come first. */
  readonly events: CreateOutboxEventInput[];
  /** Jobs made. */
  readonly jobs: number;
}

/** Writes the stages, jobs and runs; leaves the events to the caller. */
export async function advanceRuns(
  scope: StoreScope,
  advancing: readonly AdvancingRun[],
  now: Date,
): Promise<Advanced> {
  const running = advancing.filter(({ run }) => run.status === "RUNNING");
  const states = groupBy(
    running.length === 0 ? [] : await scope.persistence.getStageStates(running.map(({ run }) => run.id)),
  );
  const next = new Map(running.map((one) => [one, nextStep(one.shape, states.get(one.run.id) ?? [])]));
  const outputs = await outputsOfEnded(scope, next);
  const starting = running.flatMap((one) => {
    const step = next.get(one);
    return step?.kind === "nextGroup" ? [{ run: one.run, group: step.group }] : [];
  });
  const made = await startGroups(scope, starting, now);

  const steps = new Map<string, Advance>(advancing.map(({ run }) => [run.id, { kind: "waiting" }]));
  const events: CreateOutboxEventInput[] = [];
  const moves: RunMove[] = [];
  for (const [one, step] of next) {
    steps.set(one.run.id, toAdvance(step));
    const written = writesOf(one, step, now, outputs);
    if (written === undefined) continue;
    moves.push({ id: one.run.id, from: ["RUNNING"], data: written.data });
    events.push(...written.events);
  }
  await scope.persistence.moveRuns(moves);
  return { steps, events, jobs: made.length };
}

function toAdvance(step: Step): Advance {
  switch (step.kind) {
    case "nextGroup":
      return { kind: step.kind, group: step.group.number };
    case "failed":
      return { kind: step.kind, stageId: step.stageId };
    default:
      return { kind: step.kind };
  }
}

type Step =
  | { readonly kind: "waiting"; readonly openStages: number; readonly isSuspended: boolean }
  | { readonly kind: "nextGroup"; readonly group: GroupShape }
  | { readonly kind: "completed"; readonly last: readonly StageState[] }
  | { readonly kind: "failed"; readonly stageId: string; readonly error: string };

/** @param stages the run's current ones, by group and number */
function nextStep(shape: StoredWorkflow, stages: readonly StageState[]): Step {
  const highest = stages.at(-1)?.executionGroup;
  const group = stages.filter(({ executionGroup }) => executionGroup === highest);
  const open = group.filter(({ status }) => !isTerminal(status));
  const failed = group.find(({ status }) => isTerminal(status) && !isDone(status));
  if (highest === undefined || open.length > 0) {
    return {
      kind: "waiting",
      openStages: failed === undefined ? open.length : 0,
      isSuspended: open.length > 0 && open.every(({ status }) => status === "SUSPENDED"),
    };
  }
  if (failed !== undefined) {
    const { stageId, status, errorMessage } = failed;
    return { kind: "failed", stageId, error: errorMessage ?? `Stage ${stageId} is ${status}` };
  }
  const next = groupAt(shape, highest + 1);
  return next === undefined ? { kind: "completed", last: group } : { kind: "nextGroup", group: next };
}

function writesOf(
  { run, causationId, mayBeSuspended = false }: AdvancingRun,
  step: Step,
  now: Date,
  outputs: ReadonlyMap<string, unknown>,
): { data: RunMove["data"]; events: CreateOutboxEventInput[] } | undefined {
  const facts = { runId: run.id, occurredAt: now, causationId };
  const ending = {
    completedAt: now,
    duration: Math.max(0, now.getTime() - (run.startedAt ?? run.createdAt).getTime()),
    openStages: 0,
  };
  switch (step.kind) {
    case "waiting":
      if (step.openStages === run.openStages && !mayBeSuspended) return undefined;
      return {
        data: { openStages: step.openStages },
        events:
          step.isSuspended && mayBeSuspended
            ? [runEvent("workflow:suspended", facts, { attempt: run.attempt })]
            : [],
      };
    case "nextGroup":
      return { data: { openStages: step.group.stages.length }, events: [] };
    case "completed":
      return {
        data: { status: "COMPLETED", output: outputs.get(run.id), ...ending },
        events: [runEvent("workflow:completed", facts, { attempt: run.attempt })],
      };
    case "failed":
      return {
        data: { status: "FAILED", errorMessage: step.error, ...ending },
        events: [
          runEvent("workflow:failed", facts, {
            attempt: run.attempt,
            stageId: step.stageId,
            error: step.error,
          }),
        ],
      };
  }
}

/** The outputs of runs that are complete now, by run id. */
async function outputsOfEnded(
  { persistence }: StoreScope,
  next: ReadonlyMap<AdvancingRun, Step>,
): Promise<Map<string, unknown>> {
  const ended = [...next].flatMap(([one, step]) =>
    step.kind === "completed" ? [{ one, last: step.last }] : [],
  );
  const unknown = ended.filter(({ one, last }) => !last.every(({ id }) => one.outputs?.has(id)));
  const read = new Map(
    (unknown.length === 0 ? [] : await persistence.getStagesOfRuns(unknown.map(({ one }) => one.run.id))).map(
      ({ id, outputData }) => [id, outputData],
    ),
  );
  return new Map(
    ended.map(({ one, last }) => [
      one.run.id,
      outputOf(
        last.map(({ id, stageId }) => ({
          stageId,
          output: one.outputs?.has(id) ? one.outputs.get(id) : read.get(id),
        })),
      ),
    ]),
  );
}

/** What a group gives to the next one, or the last one to the run: its value, or `{ stageId: value }` if parallel. */
export function outputOf(group: readonly { readonly stageId: string; readonly output: unknown }[]): unknown {
  const [only] = group;
  if (group.length === 1 && only !== undefined) return only.output;
  return Object.fromEntries(group.map(({ stageId, output }) => [stageId, output]));
}

function groupBy(states: readonly StageState[]): Map<string, StageState[]> {
  const byRun = new Map<string, StageState[]>();
  for (const state of states) {
    const known = byRun.get(state.workflowRunId);
    if (known === undefined) byRun.set(state.workflowRunId, [state]);
    else known.push(state);
  }
  return byRun;
}
