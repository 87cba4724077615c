/** What a rerun leaves behind as history, and what it may do a second time. */

import type { AnnotationView, ArtifactView, StageView } from "@stageline/engine/read";

export interface Superseded {
  readonly artifacts: readonly ArtifactView[];
  readonly annotations: readonly AnnotationView[];
  /** What the stages did to the outside: a mail that was sent, a ticket that was opened. */
  readonly effects: readonly AnnotationView[];
}

const EFFECT = "Effect.";

/**
 * @param stages every attempt of the run's stages
 * @param willRun ids of the stages that run again
 */
export function supersededBy(
  willRun: readonly string[],
  stages: readonly StageView[],
  artifacts: readonly ArtifactView[],
  annotations: readonly AnnotationView[],
): Superseded {
  const current = new Set(
    stages.filter(({ isCurrent, stageId }) => isCurrent && willRun.includes(stageId)).map(({ id }) => id),
  );
  const isReplaced = ({ stageRecordId }: { stageRecordId: string | null }) =>
    stageRecordId !== null && current.has(stageRecordId);
  return {
    artifacts: artifacts.filter(isReplaced),
    annotations: annotations.filter((annotation) => isReplaced(annotation) && !isEffect(annotation)),
    // Whatever the attempt: once sent is sent.
    effects: annotations.filter(
      (annotation) =>
        isEffect(annotation) && (annotation.stageId === null || willRun.includes(annotation.stageId)),
    ),
  };
}

const isEffect = ({ key }: AnnotationView): boolean => key.startsWith(EFFECT);
