/** Annotations across all runs: looking for them, and who there is to look for. */

import { z } from "zod";
import { annotationFilter, MAX_PAGE_SIZE } from "./filters.js";
import type { RunSearch } from "./run-conditions.js";
import type { AnnotationView, Page } from "./views.js";

/** Characters of a value's JSON text by which values are told apart. */
export const VALUE_CHARS = 200;

/** Annotations that one look into the database goes through at most for conditions that no index answers. */
export const ANNOTATION_SEARCH_ROWS = 1_000;

/** Annotations of all runs, newest first. */
export const annotationSearchFilter = annotationFilter.omit({ runId: true, stageRecordId: true }).extend({
  /** The value's JSON text, or its first VALUE_CHARS characters if it is longer. */
  value: z.string().max(VALUE_CHARS).optional(),
  limit: z.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
});
export type AnnotationSearchFilter = z.infer<typeof annotationSearchFilter>;

export interface FoundAnnotation extends AnnotationView {
  readonly workflowId: string;
  readonly workflowName: string;
  /** A rerun has replaced the stage it is about. */
  readonly isReplaced: boolean;
}

/** A page, and what was gone through for it if its conditions made that necessary. */
export interface FoundAnnotationPage extends Page<FoundAnnotation> {
  readonly search?: RunSearch;
}

export const actorVersionsFilter = z.object({
  actorKind: z.string().min(1).max(500),
  actorId: z.string().min(1).max(500),
});
export type ActorVersionsFilter = z.infer<typeof actorVersionsFilter>;

export interface ActorVersion {
  readonly version: string;
  /** When it last stated something. */
  readonly lastAt: Date;
}

export const MAX_VERSIONS = 100;
