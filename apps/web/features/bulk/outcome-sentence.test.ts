import { expect, test } from "vitest";
import { outcomeSentence, phaseOf } from "./outcome-sentence";

const CANARY = { phases: [1, 10], stopAbove: 0.2, perMinute: null };
const action = {
  kind: "replay",
  status: "DONE",
  plan: CANARY,
  stopReason: null,
  total: 12,
  done: 0,
  failed: 0,
  skipped: 0,
  succeeded: 0,
  failedAgain: 0,
  unclear: 0,
} as const;

test("a replay says how many were published, not how many were tried", () => {
  expect(outcomeSentence({ ...action, done: 12, succeeded: 12 })).toBe("12 of 12 published");
  expect(outcomeSentence({ ...action, total: 4, done: 3, succeeded: 2, failedAgain: 1, skipped: 1 })).toBe(
    "2 of 4 published, 1 failed again, 1 skipped",
  );
});

test("one that was stopped says at which phase", () => {
  const stopped = { ...action, status: "STOPPED", total: 400 } as const;

  expect(outcomeSentence({ ...stopped, done: 1, failedAgain: 1 })).toBe(
    "stopped at canary: 1 of 1 failed again",
  );
  const stopReason = "1 of 1 failed again, where at most 20 % may";
  expect(outcomeSentence({ ...stopped, done: 1, failedAgain: 1, stopReason })).toBe(
    `stopped at canary: ${stopReason}`,
  );
  expect(outcomeSentence({ ...stopped, done: 11, succeeded: 7, failedAgain: 4 })).toBe(
    "stopped at next 10: 4 of 11 failed again",
  );
});

test("without a plan nobody knows what came of it, and nothing else is claimed", () => {
  expect(outcomeSentence({ ...action, kind: "discard", plan: null, done: 12 })).toBe("12 of 12 discarded");
  expect(outcomeSentence({ ...action, kind: "rerun", plan: null, done: 12 })).toBe("12 of 12 started again");
});

test("the phase is the one whose outcome is waited for", () => {
  expect(phaseOf({ plan: CANARY, done: 0, failed: 0 })).toBe("Canary");
  expect(phaseOf({ plan: CANARY, done: 1, failed: 0 })).toBe("Canary");
  expect(phaseOf({ plan: CANARY, done: 2, failed: 0 })).toBe("Next 10");
  expect(phaseOf({ plan: CANARY, done: 390, failed: 10 })).toBe("Rest");
  expect(phaseOf({ plan: { ...CANARY, phases: [] }, done: 1, failed: 0 })).toBeNull();
  expect(phaseOf({ plan: null, done: 1, failed: 0 })).toBeNull();
});
