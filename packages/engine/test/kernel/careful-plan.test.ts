import { expect, test } from "vitest";
import { type BulkCounts, CANARY_PLAN } from "../../src/domain/bulk-action.js";
import { nextStep } from "../../src/kernel/bulk/careful-plan.js";
import { outcomeOf } from "../../src/kernel/bulk/outcome-of.js";
import type { UnjudgedItem } from "../../src/ports/bulk-actions.js";

const NONE: BulkCounts = { done: 0, failed: 0, skipped: 0, succeeded: 0, failedAgain: 0, unclear: 0 };

test.each<[string, Partial<BulkCounts>, string]>([
  ["begins with the canary", {}, "take"],
  ["waits for what came of it", { done: 1 }, "wait"],
  ["goes on when it was good", { done: 1, succeeded: 1 }, "take"],
  ["stops when it failed again", { done: 1, failedAgain: 1 }, "stop"],
  ["stops when nobody knows", { done: 1, unclear: 1 }, "stop"],
  ["stops when the canary could not even be tried", { failed: 1 }, "stop"],
  ["takes another canary when the first was skipped", { skipped: 3 }, "take"],
  ["takes ten more without looking", { done: 6, succeeded: 1, failedAgain: 2 }, "take"],
  ["waits for all of them", { done: 11, succeeded: 10 }, "wait"],
  ["may have a fifth of them fail", { done: 11, succeeded: 9, failedAgain: 2 }, "take"],
  ["and no more", { done: 11, succeeded: 8, failedAgain: 3 }, "stop"],
  ["takes the rest without waiting", { done: 300, succeeded: 11 }, "take"],
  ["stops in the rest by the share so far", { done: 300, succeeded: 40, failedAgain: 11 }, "stop"],
])("a plan %s", (_, counts, step) => {
  expect(nextStep(CANARY_PLAN, { ...NONE, ...counts }).kind).toBe(step);
});

test("a plan without phases looks at the share only", () => {
  const plan = { phases: [], stopAbove: 0.5, perMinute: null };
  expect(nextStep(plan, NONE).kind).toBe("take");
  expect(nextStep(plan, { ...NONE, done: 9, succeeded: 1, failedAgain: 1 }).kind).toBe("take");
  expect(nextStep(plan, { ...NONE, done: 9, failedAgain: 1 })).toEqual({
    kind: "stop",
    reason: "1 of 1 failed again, where at most 50 % may",
  });
});

const item: UnjudgedItem = { position: 3, targetId: "t", attempt: 2, ageMs: 0, run: null, event: null };
const run = (status: NonNullable<UnjudgedItem["run"]>["status"], attempt = 3) =>
  ({ ...item, run: { status, attempt, errorMessage: "broken" } }) as const;
const event = (facts: Partial<NonNullable<UnjudgedItem["event"]>> = {}) =>
  ({
    ...item,
    event: { isPublished: false, isDiscarded: false, wasTried: false, lastError: "no", ...facts },
  }) as const;

test.each<[string, UnjudgedItem, unknown]>([
  ["a run at work", run("RUNNING"), null],
  ["a run that waits for a batch", run("SUSPENDED"), null],
  ["a run that completed", run("COMPLETED"), ["SUCCEEDED", null]],
  ["a run that failed again", run("FAILED"), ["FAILED", "broken"]],
  ["a run that was cancelled", run("CANCELLED"), ["UNCLEAR", "It was cancelled since"]],
  ["a run that somebody ran again", run("COMPLETED", 4), ["UNCLEAR", "It was run again since"]],
  ["what is gone", item, ["UNCLEAR", "It does not exist any more"]],
  ["an event nobody tried yet", event(), null],
  ["an event that got through", event({ isPublished: true, wasTried: true }), ["SUCCEEDED", null]],
  ["an event that was refused", event({ wasTried: true }), ["FAILED", "no"]],
  ["an event that was discarded", event({ isDiscarded: true }), ["UNCLEAR", "It was discarded since"]],
  [
    "what nobody heard of for days",
    { ...event(), ageMs: 3 * 86_400_000 },
    ["UNCLEAR", "Nothing came of it in two days"],
  ],
])("what came of %s", (_, unjudged, expected) => {
  const judged = outcomeOf(unjudged);
  expect(judged && [judged.outcome, judged.reason]).toEqual(expected);
});
