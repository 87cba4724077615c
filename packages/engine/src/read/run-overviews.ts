/**
 * What stands above the lists of a run: how much there is of what. Every answer looks at the newest rows up to
 * {@link COUNT_CAP}, so that a run with a million lines is no slower than one with ten thousand.
 */

import { z } from "zod";
import type { LogLevel } from "../domain/status.js";
import { aiCallFilter, annotationFilter, instant, logViewFilter } from "./filters.js";
import type { AnnotationView } from "./views.js";

const withoutPaging = { cursor: true, direction: true, limit: true } as const;

/** Annotations of a run, or of all, in a time range; what else narrows them is applied to the groups. */
export const annotationGroupsFilter = z.object({
  runId: z.string().min(1).max(500).optional(),
  from: instant.optional(),
  to: instant.optional(),
});
export type AnnotationGroupsFilter = z.infer<typeof annotationGroupsFilter>;

export const latestAnnotationsFilter = annotationFilter.omit(withoutPaging);
export type LatestAnnotationsFilter = z.infer<typeof latestAnnotationsFilter>;

export const aiCallTopicsFilter = aiCallFilter.omit(withoutPaging);
export type AiCallTopicsFilter = z.infer<typeof aiCallTopicsFilter>;

export const logLevelsFilter = logViewFilter.omit({ ...withoutPaging, level: true });
export type LogLevelsFilter = z.infer<typeof logLevelsFilter>;

/** Annotations alike in everything a person narrows by. Summed up they give the counts of every choice. */
export interface AnnotationGroup {
  readonly key: string;
  readonly attempt: number;
  readonly scope: string;
  readonly actorKind: string | null;
  readonly actorId: string | null;
  readonly actorVersion: string | null;
  readonly count: number;
}

export interface AnnotationGroups {
  /** Most frequent first, at most {@link MAX_GROUPS}. */
  readonly groups: readonly AnnotationGroup[];
  /** There is more than was looked at or is shown: the counts are at least this much. */
  readonly isCapped: boolean;
  /** What lies before it was not counted; null when everything was looked at. */
  readonly readFrom: Date | null;
}

export const MAX_GROUPS = 2000;

/** What a key said last in an attempt, and how often it was stated there. */
export interface LatestAnnotation extends AnnotationView {
  readonly count: number;
}

/** Cells of a matrix of keys and attempts. */
export const MAX_LATEST = 1000;

export interface AiCallTopic {
  readonly topic: string;
  readonly calls: number;
  readonly cost: number;
  readonly tokens: number;
}

export interface AiCallTopics {
  /** Most expensive first, at most {@link MAX_TOPICS}. */
  readonly topics: readonly AiCallTopic[];
  readonly isCapped: boolean;
}

export const MAX_TOPICS = 50;

export interface LogLevels {
  readonly counts: Readonly<Record<LogLevel, number>>;
  readonly isCapped: boolean;
}
