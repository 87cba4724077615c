/** What calls are made with: few enough values that rows meet, and the odd ones among them. */

import fc from "fast-check";
import type { Status } from "../../../src/domain/status.js";

/** Which of the rows there are; see `rowOf`. Mostly one of the first, so that calls meet. */
export const row = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.nat({ max: 2 }) },
  { weight: 1, arbitrary: fc.nat({ max: 11 }) },
);

export const status = fc.constantFrom<Status>(
  "PENDING",
  "RUNNING",
  "SUSPENDED",
  "SUSPENDED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
);
export const statuses = fc.uniqueArray(status, { minLength: 1, maxLength: 3 });

/** Due long ago, or not in this century: no test run is near any of them. */
export const instant = fc
  .constantFrom("2020-01-01", "2020-01-01", "2021-06-15T10:20:30.456Z", "2120-01-01")
  .map((text) => new Date(text));

/** Between the instants that are due and those that are not. */
export const BETWEEN = new Date("2100-01-01");

/** After all of them. */
export const AFTER_ALL = new Date("2130-01-01");

/** In an update `undefined` leaves a field alone and `null` clears it. */
export const patched = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });
export const cleared = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { nil: null, freq: 3 });

export const document: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    0,
    "",
    "text",
    "\u0000\ud800",
    true,
    [1, [2]],
    new Date("2026-01-02T03:04:05.678Z"),
    2n ** 70n,
  ),
  fc.dictionary(fc.constantFrom("a", "__proto__", "é", "$stageline"), fc.constantFrom(1, "x", null), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
);

export const version = fc.constantFrom<"none" | "right" | "wrong">("none", "none", "none", "right", "wrong");

export const versionOf = (
  known: { readonly version: number } | undefined,
  which: "none" | "right" | "wrong",
): { expectedVersion?: number } =>
  which === "none" ? {} : { expectedVersion: (known?.version ?? 1) + (which === "right" ? 0 : 1) };

export const stageId = fc.constantFrom("a", "b", "c%_");
export const attempt = fc.nat({ max: 1 });
export const priority = fc.integer({ min: 4, max: 6 });
export const workflowId = fc.constantFrom("daily", "daily", "weekly");
export const workflowIds = fc.constantFrom(undefined, undefined, ["daily"], ["weekly", "other"], []);
/** Of what a list is cut to. */
export const limit = fc.constantFrom(undefined, 0, 1, 2);

/** Runs of the queue and the outbox, which need not be stored. */
export const namedRun = fc.constantFrom("run-1", "run-2", "run-3");
