import { expect, test } from "vitest";
import {
  canMove,
  isDone,
  isTerminal,
  LEGAL_MOVES,
  STATUSES,
  TERMINAL_STATUSES,
} from "../../src/domain/status.js";

test("nothing leaves a terminal status, and every other status can end", () => {
  expect(TERMINAL_STATUSES).toEqual(["COMPLETED", "FAILED", "CANCELLED", "SKIPPED"]);
  for (const from of STATUSES) {
    for (const to of STATUSES) expect(canMove(from, to)).toBe(LEGAL_MOVES[from].includes(to));
    if (!isTerminal(from)) expect(LEGAL_MOVES[from].some(isTerminal)).toBe(true);
  }
});

test("only a completed or skipped stage lets the next group start", () => {
  expect(STATUSES.filter(isDone)).toEqual(["COMPLETED", "SKIPPED"]);
});
