/**
 * What this process knows of whether events get through.
 *
 * A failure may be the sink's or the event's, and only other events tell: while some got through lately, the event is
 * to blame; while none does, the sink is, and publishing pauses for longer each time. Known to this process alone and
 * forgotten with it, as what it costs to find out again is one try.
 */

import { type Backoff, backoffMs } from "../../domain/backoff.js";
import type { Clock } from "../../ports/clock.js";

/** Milliseconds for which a sink that answered counts as one that works. */
const WORKS_FOR_MS = 30_000;

/** How long publishing pauses while nothing gets through. */
export const SINK_BACKOFF: Backoff = { baseMs: 1_000, capMs: 30_000 };

export class SinkHealth {
  private lastAnswerAt = Number.NEGATIVE_INFINITY;
  private failures = 0;
  private pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  /** A sink took an event, or said what it has against it. */
  answered(): void {
    this.lastAnswerAt = this.now();
    this.failures = 0;
    this.pausedUntil = Number.NEGATIVE_INFINITY;
  }

  /** Nothing got through. Starts a pause. */
  failed(): void {
    this.failures += 1;
    this.pausedUntil = this.now() + backoffMs(Math.min(this.failures, 30), SINK_BACKOFF);
  }

  /** Whether a failure is the event's own. A clock that was set back says no. */
  get works(): boolean {
    const ageMs = this.now() - this.lastAnswerAt;
    return ageMs >= 0 && ageMs <= WORKS_FOR_MS;
  }

  /** Whether the last that is known is a failure: a few events are enough to find out more. */
  get isInDoubt(): boolean {
    return this.failures > 0;
  }

  /** Milliseconds to go; 0 when publishing is on. A clock that was set back does not make it longer than a pause is. */
  get pausedMs(): number {
    const left = this.pausedUntil - this.now();
    return left > 0 && left <= SINK_BACKOFF.capMs ? left : 0;
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
