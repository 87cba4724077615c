/**
 * What a store must do, as plainly as it can be said: lists of rows, searched from the start.
 *
 * Rows are in the order of their creation, which is the order of time and id. Times that the store's clock gives are
 * kept as whether they are there; ids and tokens are told to the model by the store, everything else it works out.
 */

import type { LogLevel, Status } from "../../src/domain/status.js";

/** The model's no, by the code of the error that a store must throw. */
export class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export interface Run {
  readonly id: string;
  version: number;
  readonly workflowId: string;
  status: Status;
  readonly priority: number;
  isStarted: boolean;
  completedAt: Date | null;
  duration: number | null;
  output: unknown;
  totalCost: number;
}

export interface Stage {
  readonly id: string;
  version: number;
  readonly runId: string;
  readonly stageId: string;
  readonly group: number;
  readonly number: number;
  readonly attempt: number;
  status: Status;
  nextPollAt: Date | null;
  errorMessage: string | null;
  outputData: unknown;
  isSuperseded: boolean;
}

export interface Job {
  readonly id: string;
  readonly runId: string;
  readonly stageId: string;
  readonly stageAttempt: number;
  readonly priority: number;
  readonly maxAttempts: number;
  status: Status;
  attempt: number;
  /** Whether it may be claimed at once, as far as time goes. */
  isDue: boolean;
  isLeaseOver: boolean;
  token: string | null;
  nextPollAt: Date | null;
  isCompleted: boolean;
}

export interface Event {
  /** Told once the event has been seen. */
  readonly runId: string;
  readonly sequence: number;
  readonly payload: unknown;
  retryCount: number;
  isPublished: boolean;
  isDead: boolean;
  isDiscarded: boolean;
}

export interface Key {
  readonly key: string;
  readonly commandType: string;
  readonly fingerprint: string | null;
  acquiredAt: number;
  result: { readonly value: unknown } | null;
}

export interface Artifact {
  readonly runId: string;
  readonly key: string;
  stageRecordId: string | null;
  data: unknown;
  size: number;
}

export interface Annotation {
  readonly runId: string;
  stageRecordId: string | null;
  readonly key: string;
  readonly value: unknown;
  readonly scopeId: string | null;
  readonly idempotencyKey: string | null;
}

export interface Log {
  readonly runId: string | null;
  readonly stageRecordId: string | null;
  readonly level: LogLevel;
  readonly message: string;
}

export interface State {
  runs: Run[];
  stages: Stage[];
  jobs: Job[];
  events: Event[];
  keys: Key[];
  artifacts: Artifact[];
  annotations: Annotation[];
  logs: Log[];
}

export const emptyState = (): State => ({
  runs: [],
  stages: [],
  jobs: [],
  events: [],
  keys: [],
  artifacts: [],
  annotations: [],
  logs: [],
});

export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Refused("NOT_FOUND");
  return row;
}

/** Version check and bump, the same for runs and stages. */
function bump(row: { version: number }, expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined && expectedVersion !== row.version) throw new Refused("STALE_VERSION");
  row.version += 1;
}

/** A stable sort: of equal ones the older comes first. */
const sorted = <Row>(rows: readonly Row[], ...keys: ((row: Row) => number)[]): Row[] =>
  [...rows].sort((a, b) => {
    for (const key of keys) if (key(a) !== key(b)) return key(a) - key(b);
    return 0;
  });

// Runs

export interface RunPatch {
  status?: Status;
  completedAt?: Date | null;
  duration?: number | null;
  output?: unknown;
  totalCost?: number;
  expectedVersion?: number;
}

export function updateRun(state: State, id: string, { expectedVersion, ...patch }: RunPatch): void {
  const run = found(state.runs.find((row) => row.id === id));
  bump(run, expectedVersion);
  for (const [field, value] of Object.entries(patch))
    if (value !== undefined) Object.assign(run, { [field]: value });
}

export function moveRun(state: State, id: string, from: readonly Status[], patch: RunPatch): boolean {
  const run = state.runs.find((row) => row.id === id);
  if (!run || !from.includes(run.status)) return false;
  updateRun(state, id, patch);
  return true;
}

/** Ids in the order they are taken. */
export function claimRuns(state: State, limit: number): string[] {
  const pending = state.runs.filter((run) => run.status === "PENDING");
  const taken = sorted(pending, (run) => -run.priority).slice(0, limit);
  for (const run of taken) claimRun(state, run.id);
  return taken.map((run) => run.id);
}

export function claimRun(state: State, id: string): boolean {
  const run = state.runs.find((row) => row.id === id);
  if (run?.status !== "PENDING") return false;
  run.status = "RUNNING";
  run.isStarted = true;
  run.version += 1;
  return true;
}

/** With a `since` in the future: runs that wait for nothing and that nothing works on. */
export const stuckRuns = (state: State): string[] =>
  state.runs
    .filter((run) => run.status === "RUNNING")
    .filter((run) => !state.jobs.some((job) => job.runId === run.id && isLive(job)))
    .filter((run) => !currentStages(state, run.id).some(isPolled))
    .map((run) => run.id);

// Stages

export const currentStages = (state: State, runId: string): Stage[] =>
  sorted(
    state.stages.filter((stage) => stage.runId === runId && !stage.isSuperseded),
    (stage) => stage.group,
    (stage) => stage.number,
  );

export const currentStage = (state: State, runId: string, stageId: string): Stage | undefined =>
  currentStages(state, runId).find((stage) => stage.stageId === stageId);

/** Refuses what may not be created. */
export function mayCreateStage(state: State, runId: string, stageId: string, attempt: number): void {
  found(state.runs.find((run) => run.id === runId));
  const isTaken = state.stages.some(
    (stage) =>
      stage.runId === runId &&
      stage.stageId === stageId &&
      (!stage.isSuperseded || stage.attempt === attempt),
  );
  if (isTaken) throw new Refused("ALREADY_EXISTS");
}

export interface StagePatch {
  status?: Status;
  nextPollAt?: Date | null;
  errorMessage?: string;
  outputData?: unknown;
  expectedVersion?: number;
}

export function updateStage(stage: Stage | undefined, { expectedVersion, ...patch }: StagePatch): void {
  const row = found(stage);
  bump(row, expectedVersion);
  for (const [field, value] of Object.entries(patch))
    if (value !== undefined) Object.assign(row, { [field]: value });
}

export function deleteStage(state: State, id: string): void {
  found(state.stages.find((stage) => stage.id === id));
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

const isPolled = (stage: Stage): boolean => stage.status === "SUSPENDED" && stage.nextPollAt !== null;

export const suspendedStages = (state: State, before: Date): string[] =>
  sorted(
    state.stages.filter(
      (stage) => isPolled(stage) && !stage.isSuperseded && (stage.nextPollAt ?? 0) <= before,
    ),
    (stage) => stage.nextPollAt?.getTime() ?? 0,
  ).map((stage) => stage.id);

// What belongs to runs

export function mayBelongTo(state: State, runId: string | null, stageRecordId: string | null): void {
  if (runId !== null) found(state.runs.find((run) => run.id === runId));
  if (stageRecordId !== null) found(state.stages.find((stage) => stage.id === stageRecordId));
}

export function saveArtifact(state: State, artifact: Artifact): void {
  mayBelongTo(state, artifact.runId, artifact.stageRecordId);
  const existing = state.artifacts.find((row) => row.runId === artifact.runId && row.key === artifact.key);
  if (existing) Object.assign(existing, artifact);
  else state.artifacts.push({ ...artifact });
}

export function appendAnnotations(
  state: State,
  inputs: readonly (Annotation & { readonly emitEvent: boolean })[],
): void {
  for (const input of inputs) mayBelongTo(state, input.runId, input.stageRecordId);
  for (const { emitEvent, ...annotation } of inputs) {
    const { runId, key, idempotencyKey } = annotation;
    const isKnown = state.annotations.some(
      (row) =>
        idempotencyKey !== null &&
        row.runId === runId &&
        row.key === key &&
        row.idempotencyKey === idempotencyKey,
    );
    if (isKnown) continue;
    state.annotations.push({ ...annotation });
    if (emitEvent) appendEvent(state, runId, "annotation:created");
  }
}

// Events

export function appendEvent(state: State, runId: string, payload: unknown): void {
  const sequence = state.events.filter((event) => event.runId === runId).length + 1;
  state.events.push({
    runId,
    sequence,
    payload,
    retryCount: 0,
    isPublished: false,
    isDead: false,
    isDiscarded: false,
  });
}

/** By run and sequence. */
export const waitingEvents = (state: State): Event[] =>
  [...state.events]
    .filter((event) => !event.isPublished && !event.isDead && !event.isDiscarded)
    .sort((a, b) => (a.runId === b.runId ? a.sequence - b.sequence : a.runId < b.runId ? -1 : 1));

export const deadEvents = (state: State): Event[] =>
  state.events.filter((event) => event.isDead && !event.isDiscarded);

// Idempotency

export interface Acquire {
  readonly key: string;
  readonly commandType: string;
  readonly fingerprint: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly staleAfterMs: number | undefined;
}

export function acquire(state: State, options: Acquire) {
  const { key, commandType, fingerprint = null, now, staleAfterMs } = options;
  const row = state.keys.find((known) => known.key === key && known.commandType === commandType);
  if (!row) {
    state.keys.push({ key, commandType, fingerprint, acquiredAt: now, result: null });
    return { status: "acquired" };
  }
  if (row.fingerprint !== null && fingerprint !== null && row.fingerprint !== fingerprint)
    throw new Refused("IDEMPOTENCY_CONFLICT");
  if (row.result) return { status: "replay", result: row.result.value };
  if (staleAfterMs === undefined || now - row.acquiredAt < staleAfterMs) return { status: "in_progress" };
  row.acquiredAt = now;
  return { status: "acquired" };
}

// Jobs

export const isLive = ({ status }: { status: Status }): boolean =>
  status === "PENDING" || status === "RUNNING" || status === "SUSPENDED";

export function mayEnqueue(
  state: State,
  inputs: readonly { runId: string; stageId: string; stageAttempt: number }[],
): void {
  const keys = [...state.jobs.filter(isLive), ...inputs].map(({ runId, stageId, stageAttempt }) =>
    JSON.stringify([runId, stageId, stageAttempt]),
  );
  if (new Set(keys).size < keys.length) throw new Refused("DUPLICATE_JOB");
}

/** Which ones a claim takes, in order; the store tells their tokens. */
export const claimable = (state: State, limit: number): Job[] =>
  sorted(
    state.jobs.filter((job) => job.status === "PENDING" && job.isDue),
    (job) => -job.priority,
  ).slice(0, limit);

/** The job whose delivery ends, or undefined when a call without a token finds it not running. */
export function held(state: State, id: string, token: string | undefined): Job | undefined {
  const job = found(state.jobs.find((row) => row.id === id));
  const isHeld = job.status === "RUNNING" && (token === undefined || token === job.token);
  if (!isHeld && token !== undefined) throw new Refused("LEASE_LOST");
  return isHeld ? job : undefined;
}

export function end(job: Job, status: Status): void {
  Object.assign(job, { status, token: null, isLeaseOver: false, isCompleted: !isLive({ status }) });
}

export function reap(jobs: readonly Job[]): string[] {
  for (const job of jobs) {
    end(job, job.attempt < job.maxAttempts ? "PENDING" : "FAILED");
    job.isDue = true;
  }
  return jobs.map((job) => job.id);
}
