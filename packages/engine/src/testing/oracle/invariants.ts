/** What must hold of every store at any time, whatever died on the way. */

export const INVARIANTS: Readonly<Record<number, string>> = {
  1: "Every acknowledged run exists and ends",
  2: "One terminal status and event per run attempt",
  3: "A stage commits at most once per attempt",
  4: "No stage of a group starts before the group before it is done",
  5: "One live lease per stage attempt",
  6: "A RUNNING run has a job, a due suspended stage, or a pending transition",
  7: "Events are numbered 1..n and delivered in order, at least once",
  8: "One effect per idempotency key",
  9: "A stage's cost is the sum of its AI calls",
  10: "Deliveries never exceed maxAttempts",
  11: "Versions only grow",
  12: "COMPLETED has no error and a completedAt, RUNNING no completedAt",
  13: "No row points at a missing run",
};
