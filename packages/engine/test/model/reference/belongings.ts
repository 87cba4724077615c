/** What belongs to a run and may belong to one of its stages: artifacts, annotations, logs. */

import { appendEvent, type EventIds } from "./events.js";
import { runOf } from "./runs.js";
import { stageOf } from "./stages.js";
import { type Annotation, type Artifact, found, type Log, type State } from "./state.js";

function mustHaveOwners(
  state: State,
  row: { readonly runId: string | null; readonly stageRecordId: string | null },
): void {
  if (row.runId !== null) found(runOf(state, row.runId));
  if (row.stageRecordId !== null) found(stageOf(state, row.stageRecordId));
}

/** All or none. */
export function appendLogs(state: State, logs: readonly Log[]): void {
  for (const log of logs) mustHaveOwners(state, log);
  state.logs.push(...logs.map((log) => ({ ...log })));
}

export const artifactOf = (state: State, runId: string, key: string): Artifact | undefined =>
  state.artifacts.find((row) => row.runId === runId && row.key === key);

/** Replaces the one of the same key where it stands. */
export function saveArtifact(state: State, artifact: Artifact): void {
  mustHaveOwners(state, artifact);
  const existing = artifactOf(state, artifact.runId, artifact.key);
  if (existing) Object.assign(existing, artifact);
  else state.artifacts.push({ ...artifact });
}

/** All or none; the first with an idempotency key stays, and only what is stored is announced. */
export function appendAnnotations(
  state: State,
  inputs: readonly (Annotation & { readonly emitEvent: boolean })[],
  eventIdOf: EventIds,
): void {
  for (const input of inputs) mustHaveOwners(state, input);
  for (const { emitEvent, ...annotation } of inputs) {
    if (isKnown(state, annotation)) continue;
    state.annotations.push(annotation);
    const { runId, value } = annotation;
    if (emitEvent) appendEvent(state, { runId, eventType: "annotation:created", payload: value }, eventIdOf);
  }
}

const isKnown = (state: State, { runId, key, idempotencyKey }: Annotation): boolean =>
  idempotencyKey !== null &&
  state.annotations.some(
    (row) => row.runId === runId && row.key === key && row.idempotencyKey === idempotencyKey,
  );
