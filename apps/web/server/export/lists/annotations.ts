import { type AnnotationView, annotationFilter } from "@stageline/engine/read";
import { z } from "zod";
import { type Cell, exportedList, keysetPages } from "../exported-list";

/** Of one run or of all, oldest first. */
export const annotations = exportedList({
  filter: annotationFilter
    .omit({ cursor: true, direction: true, limit: true })
    .extend({ from: z.coerce.date().optional(), to: z.coerce.date().optional() })
    .strict(),
  pages: ({ annotations }, filter) => keysetPages((paging) => annotations.list({ ...filter, ...paging })),
  columns: {
    id: (annotation) => annotation.id,
    createdAt: (annotation) => annotation.createdAt,
    runId: (annotation) => annotation.workflowRunId,
    stageId: (annotation) => annotation.stageId,
    attempt: (annotation) => annotation.attempt + 1,
    scope: (annotation) => annotation.scope,
    scopeId: (annotation) => annotation.scopeId,
    actorKind: (annotation) => annotation.actorKind,
    actorId: (annotation) => annotation.actorId,
    actorVersion: (annotation) => annotation.actorVersion,
    key: (annotation) => annotation.key,
    value: statedCell,
    // The value's JSON text goes on.
    valueIsCut: (annotation) => annotation.valueIsCut,
  },
});

/** Texts, numbers and truths as they are, everything else as JSON text. */
function statedCell({ valuePreview, valueIsCut }: AnnotationView): Cell {
  if (valueIsCut) return valuePreview;
  const value: unknown = JSON.parse(valuePreview);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : valuePreview;
}
