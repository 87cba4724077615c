import { type AnnotationView, annotationFilter, annotationSearchFilter } from "@stageline/engine/read";
import { z } from "zod";
import { type Cell, exportedList, keysetPages } from "../exported-list";

const withoutPaging = { cursor: true, direction: true, limit: true } as const;
const time = { from: z.coerce.date().optional(), to: z.coerce.date().optional() };

const columns = {
  id: ({ id }: AnnotationView) => id,
  createdAt: ({ createdAt }: AnnotationView) => createdAt,
  runId: ({ workflowRunId }: AnnotationView) => workflowRunId,
  stageId: ({ stageId }: AnnotationView) => stageId,
  attempt: ({ attempt }: AnnotationView) => attempt + 1,
  scope: ({ scope }: AnnotationView) => scope,
  scopeId: ({ scopeId }: AnnotationView) => scopeId,
  actorKind: ({ actorKind }: AnnotationView) => actorKind,
  actorId: ({ actorId }: AnnotationView) => actorId,
  actorVersion: ({ actorVersion }: AnnotationView) => actorVersion,
  key: ({ key }: AnnotationView) => key,
  value: statedCell,
  // The value's JSON text goes on.
  valueIsCut: ({ valueIsCut }: AnnotationView) => valueIsCut,
};

/** Of one run, oldest first. */
export const runAnnotations = exportedList({
  filter: annotationFilter.omit(withoutPaging).extend(time).required({ runId: true }).strict(),
  pages: ({ annotations }, filter) => keysetPages((paging) => annotations.list({ ...filter, ...paging })),
  columns,
});

/** Of all runs, newest first. */
export const annotations = exportedList({
  filter: annotationSearchFilter.omit(withoutPaging).extend(time).strict(),
  pages: ({ annotations }, filter) => keysetPages((paging) => annotations.search({ ...filter, ...paging })),
  columns: {
    ...columns,
    workflowName: ({ workflowName }) => workflowName,
    isReplaced: ({ isReplaced }) => isReplaced,
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
