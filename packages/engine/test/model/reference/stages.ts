/** Stages, as the model keeps them: one current row for each stage of a run, and those that reruns replaced. */

import { runOf } from "./runs.js";
import { found, type Patch, Refused, type Stage, type State, sorted } from "./state.js";

export type StagePatch = Patch<
  Stage,
  "status" | "nextPollAt" | "pollInterval" | "errorMessage" | "outputData" | "suspendedState"
>;

export const stageOf = (state: State, id: string): Stage | undefined =>
  state.stages.find((stage) => stage.id === id);

/** By group, then number, then age. */
export const currentStages = (state: State, runId: string): Stage[] =>
  sorted(
    state.stages.filter((stage) => stage.runId === runId && !stage.isSuperseded),
    (stage) => stage.group,
    (stage) => stage.number,
  );

export const currentStage = (state: State, runId: string, stageId: string): Stage | undefined =>
  currentStages(state, runId).find((stage) => stage.stageId === stageId);

/** One current row of a stage, and one row of each attempt. */
export function createStage(
  state: State,
  given: Pick<Stage, "id" | "runId" | "stageId" | "group" | "number" | "attempt">,
): void {
  found(runOf(state, given.runId));
  const rows = state.stages.filter((stage) => stage.runId === given.runId && stage.stageId === given.stageId);
  if (rows.some((stage) => !stage.isSuperseded || stage.attempt === given.attempt))
    throw new Refused("ALREADY_EXISTS");
  state.stages.push({
    ...given,
    version: 1,
    status: "PENDING",
    nextPollAt: null,
    pollInterval: null,
    errorMessage: null,
    outputData: null,
    suspendedState: null,
    isSuperseded: false,
    cost: 0,
    tokens: 0,
    outputKey: null,
  });
}

export function deleteStage(state: State, id: string): void {
  found(stageOf(state, id));
  state.stages = state.stages.filter((stage) => stage.id !== id);
  state.logs = state.logs.filter((log) => log.stageRecordId !== id);
  for (const row of [...state.artifacts, ...state.annotations])
    if (row.stageRecordId === id) row.stageRecordId = null;
}

/** Ids of the rows that became history. */
export function supersede(state: State, runId: string, fromGroup: number): string[] {
  const replaced = currentStages(state, runId).filter((stage) => stage.group >= fromGroup);
  for (const stage of replaced) {
    stage.isSuperseded = true;
    stage.version += 1;
  }
  return replaced.map((stage) => stage.id);
}

/** The highest attempt of each stage of a run, whether it is current or not. */
export function attempts(state: State, runId: string): Record<string, number> {
  const highest: Record<string, number> = {};
  for (const stage of state.stages)
    if (stage.runId === runId)
      highest[stage.stageId] = Math.max(stage.attempt, highest[stage.stageId] ?? stage.attempt);
  return highest;
}

export const isPolled = (stage: Stage): boolean => stage.status === "SUSPENDED" && stage.nextPollAt !== null;

/** Soonest first. */
export const suspendedStages = (state: State, before: Date): string[] =>
  sorted(
    state.stages.filter(
      (stage) => isPolled(stage) && !stage.isSuperseded && (stage.nextPollAt ?? 0) <= before,
    ),
    (stage) => stage.nextPollAt?.getTime() ?? 0,
  ).map((stage) => stage.id);
