/** Facts a stage states while it works; they are stored with its outcome. */

import type { Annotate } from "../../domain/definition/stage.js";
import type { AnnotationActor } from "../../domain/records.js";
import type { CreateAnnotationInput } from "../../ports/workflow-persistence.js";

export interface AnnotationBuffer {
  add(key: string, value: unknown, options?: Omit<Annotate, "key" | "value">): void;
  add(annotations: readonly Annotate[], actor?: AnnotationActor): void;
  all(): CreateAnnotationInput[];
}

interface Owner {
  readonly runId: string;
  readonly stageRecordId: string;
  readonly stageId: string;
  readonly attempt: number;
}

export function annotationBuffer({ runId, stageRecordId, stageId, attempt }: Owner): AnnotationBuffer {
  const stated: CreateAnnotationInput[] = [];
  const push = ({ actor, scope, scopeId, ...fact }: Annotate) =>
    stated.push({
      ...fact,
      workflowRunId: runId,
      workflowStageRecordId: stageRecordId,
      attempt,
      scope: scope ?? "stage",
      scopeId: scopeId ?? stageId,
      actor: actor ?? { kind: "system", id: stageId },
    });
  return {
    add(
      first: string | readonly Annotate[],
      second?: unknown,
      options: Omit<Annotate, "key" | "value"> = {},
    ) {
      if (typeof first === "string") {
        push({ ...options, key: first, value: second });
        return;
      }
      const actor = second as AnnotationActor | undefined;
      for (const fact of first) push(actor === undefined ? fact : { actor, ...fact });
    },
    all: () => stated,
  };
}
