/** Runs, as the model keeps them. */

import type { Status } from "../../../src/domain/status.js";
import { isLive } from "./jobs.js";
import { currentStages, isPolled } from "./stages.js";
import { found, type Patch, type Run, type State, sorted, update } from "./state.js";

export type RunPatch = Patch<
  Run,
  | "status"
  | "completedAt"
  | "duration"
  | "input"
  | "config"
  | "output"
  | "totalCost"
  | "totalTokens"
  | "attempt"
  | "errorMessage"
>;

export const runOf = (state: State, id: string): Run | undefined => state.runs.find((run) => run.id === id);

export function createRun(
  state: State,
  given: Pick<Run, "id" | "workflowId" | "priority" | "input" | "config" | "metadata">,
): void {
  state.runs.push({
    ...given,
    version: 1,
    status: "PENDING",
    isStarted: false,
    completedAt: null,
    duration: null,
    output: null,
    totalCost: 0,
    totalTokens: 0,
    attempt: 0,
    errorMessage: null,
  });
}

export const updateRun = (state: State, id: string, patch: RunPatch): void =>
  update(found(runOf(state, id)), patch);

/** Says whether it wrote. */
export function moveRun(state: State, id: string, from: readonly Status[], patch: RunPatch): boolean {
  const run = runOf(state, id);
  if (!run || !from.includes(run.status)) return false;
  if (patch.expectedVersion !== undefined && patch.expectedVersion !== run.version) return false;
  update(run, patch);
  return true;
}

export function claimRun(state: State, id: string): boolean {
  const run = runOf(state, id);
  if (run?.status !== "PENDING") return false;
  run.isStarted = true;
  update(run, { status: "RUNNING" });
  return true;
}

/** Ids in the order they are taken. */
export function claimRuns(state: State, limit: number, workflowIds?: readonly string[]): string[] {
  const pending = state.runs.filter(
    (run) => run.status === "PENDING" && (workflowIds?.includes(run.workflowId) ?? true),
  );
  const taken = sorted(pending, (run) => -run.priority).slice(0, limit);
  for (const run of taken) claimRun(state, run.id);
  return taken.map((run) => run.id);
}

/** RUNNING, and nothing is under way that could change that. What was written lately does not count here. */
export const stuckRuns = (state: State): string[] =>
  state.runs
    .filter((run) => run.status === "RUNNING")
    .filter((run) => !state.jobs.some((job) => job.runId === run.id && isLive(job)))
    .filter((run) => !currentStages(state, run.id).some(isPolled))
    .map((run) => run.id);

export interface Usage {
  readonly runId: string;
  readonly stageRecordId: string;
  readonly costUsd: number;
  readonly tokens: number;
}

/** Adds to a stage and to its run; versions stay, and unknown rows are passed over. */
export function addUsage(state: State, usage: readonly Usage[]): void {
  for (const { runId, stageRecordId, costUsd, tokens } of usage) {
    const run = runOf(state, runId);
    if (run)
      Object.assign(run, { totalCost: run.totalCost + costUsd, totalTokens: run.totalTokens + tokens });
    const stage = state.stages.find((row) => row.id === stageRecordId);
    if (stage) Object.assign(stage, { cost: stage.cost + costUsd, tokens: stage.tokens + tokens });
  }
}
