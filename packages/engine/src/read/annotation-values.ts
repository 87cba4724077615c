/** What a key was stated to be, how often, and when: the newest {@link VALUE_ROWS} of its annotations at most. */

import { z } from "zod";
import { annotationSearchFilter } from "./annotation-search.js";
import { instant } from "./filters.js";
import { MAX_BUCKETS } from "./run-histogram.js";

/** Annotations that are looked at; of more, the newest. */
export const VALUE_ROWS = 2_500;
/** Values that are told; of more, the most frequent. */
export const MAX_VALUES = 50;

/** The time range is divided into so many buckets of one width. */
export const annotationValuesFilter = annotationSearchFilter
  .pick({ actorKind: true, actorId: true, actorVersion: true, scope: true, attempt: true })
  .extend({
    key: z.string().min(1).max(500),
    from: instant,
    to: instant,
    buckets: z.number().int().min(1).max(MAX_BUCKETS).default(24),
  });
export type AnnotationValuesFilter = z.infer<typeof annotationValuesFilter>;

export interface AnnotationValue {
  /** Its JSON text, cut after VALUE_CHARS characters. */
  readonly valuePreview: string;
  readonly count: number;
  /** How many there are in each bucket. */
  readonly trend: readonly number[];
}

export interface AnnotationValues {
  /** The most frequent first, then by text; at most MAX_VALUES. */
  readonly values: readonly AnnotationValue[];
  /** Annotations of all values, told or not. */
  readonly total: number;
  /** How many values there are, told or not. */
  readonly distinct: number;
  /** Of those that are numbers; null when none is. */
  readonly numbers: { readonly count: number; readonly mean: number } | null;
  readonly from: Date;
  readonly bucketMs: number;
  /** What lies before it was not looked at, for there is too much; null when everything was. */
  readonly readFrom: Date | null;
}

/** Annotations of one value in one bucket. */
export interface ValueCell {
  readonly valuePreview: string;
  readonly bucket: number;
  readonly count: number;
}

/** Whole milliseconds, so that both databases divide alike. */
export const valueBucketMs = ({ from, to, buckets }: AnnotationValuesFilter): number =>
  Math.max(1, Math.ceil((to.getTime() - from.getTime()) / buckets));

export function valuesOf(
  filter: AnnotationValuesFilter,
  cells: readonly ValueCell[],
  readFrom: Date | null,
): AnnotationValues {
  const trends = new Map<string, number[]>();
  for (const { valuePreview, bucket, count } of cells) {
    const trend = trends.get(valuePreview) ?? new Array<number>(filter.buckets).fill(0);
    trend[bucket] = (trend[bucket] ?? 0) + count;
    trends.set(valuePreview, trend);
  }
  const values = [...trends]
    .map(([valuePreview, trend]) => ({ valuePreview, count: sum(trend), trend }))
    .sort((a, b) => b.count - a.count || (a.valuePreview < b.valuePreview ? -1 : 1));
  return {
    values: values.slice(0, MAX_VALUES),
    total: sum(values.map(({ count }) => count)),
    distinct: values.length,
    numbers: numbersIn(values),
    from: filter.from,
    bucketMs: valueBucketMs(filter),
    readFrom,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const JSON_NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function numbersIn(values: readonly AnnotationValue[]): AnnotationValues["numbers"] {
  const numeric = values.filter(({ valuePreview }) => JSON_NUMBER.test(valuePreview));
  const count = sum(numeric.map((value) => value.count));
  if (count === 0) return null;
  return { count, mean: sum(numeric.map((value) => Number(value.valuePreview) * value.count)) / count };
}
