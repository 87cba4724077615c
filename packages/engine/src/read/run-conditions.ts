/** What a search asks of a run beyond its status, workflow id and time. All conditions must hold. */

import { z } from "zod";
import { STATUSES } from "../domain/status.js";

/** Runs that one look into the database goes through at most for conditions that no index answers. */
export const SEARCH_ROWS = 10_000;
/** The same for conditions on what belongs to a run, which is found run by run. */
export const SEARCH_ROWS_WITH_PARTS = 1_000;

const MAX_CONDITIONS = 40;
const MAX_VALUES = 50;
const name = z.string().min(1).max(500);

/** A value, or how it begins. */
export const pattern = z.object({ text: name, isPrefix: z.boolean().default(false) });
export type Pattern = z.infer<typeof pattern>;

const patterns = z.array(pattern).max(MAX_VALUES);
/** The condition must not hold. */
const not = z.boolean().default(false);

export const NUMBER_FIELDS = ["attempt", "costUsd", "durationMs", "tokens"] as const;
export const COMPARISONS = ["<", "<=", "=", ">=", ">"] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];
export type Comparison = (typeof COMPARISONS)[number];

export const runCondition = z.discriminatedUnion("on", [
  /** The workflow's id is one of these, upper and lower case alike. */
  z.object({ on: z.literal("workflow"), is: patterns.min(1), not }),
  /** A current stage of this id was reached; with `status`, and is in one of these. */
  z.object({
    on: z.literal("stage"),
    is: patterns.min(1),
    status: z.array(z.enum(STATUSES)).optional(),
    not,
  }),
  /** An annotation of this key has one of these values; without values, there is one of this key. */
  z.object({ on: z.literal("annotation"), key: name, is: patterns, not }),
  /** Somebody or something of this id annotated the run. */
  z.object({ on: z.literal("actor"), is: patterns.min(1), not }),
  /** The run's error has one of these texts in it, upper and lower case alike. */
  z.object({ on: z.literal("error"), has: z.array(name).min(1).max(MAX_VALUES), not }),
  /**
   * `attempt` counts from 0; `durationMs` of a run that is not over is how long it has taken so far. A number that
   * is unknown compares with nothing.
   */
  z.object({
    on: z.literal("number"),
    field: z.enum(NUMBER_FIELDS),
    compare: z.enum(COMPARISONS),
    value: z.number(),
    not,
  }),
]);
export type RunCondition = z.infer<typeof runCondition>;

export const runConditions = z.array(runCondition).max(MAX_CONDITIONS);

/**
 * What a list went through for conditions that no index answers: the newest `rows` runs of the other filters, down to
 * `until`; null when there were no more.
 */
export interface RunSearch {
  readonly rows: number;
  readonly until: Date | null;
}

export const compares = (left: number, compare: Comparison, right: number): boolean => {
  if (compare === "<") return left < right;
  if (compare === "<=") return left <= right;
  if (compare === "=") return left === right;
  return compare === ">=" ? left >= right : left > right;
};

/** Whether a text is one of these or begins as one says, upper and lower case alike. */
export const matchesAny = (text: string, wanted: readonly Pattern[]): boolean =>
  wanted.some(({ text: other, isPrefix }) =>
    isPrefix
      ? text.toLowerCase().startsWith(other.toLowerCase())
      : text.toLowerCase() === other.toLowerCase(),
  );
