/** A clock that stands still until it is told to go on. */

import type { Clock } from "../ports/clock.js";

export class FakeClock implements Clock {
  private at: number;

  /** @param start default: an instant of 2026 */
  constructor(start: Date = new Date("2026-01-01T00:00:00Z")) {
    this.at = start.getTime();
  }

  now(): Date {
    return new Date(this.at);
  }

  /** @throws {RangeError} for a negative number: time does not go back */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`A clock goes on by 0 ms or more, not by ${ms}`);
    this.at += ms;
  }
}

/** The same time as told by a clock that is wrong by so many milliseconds. */
export const skewed = (clock: Clock, byMs: number): Clock => ({
  now: () => new Date(clock.now().getTime() + byMs),
});
