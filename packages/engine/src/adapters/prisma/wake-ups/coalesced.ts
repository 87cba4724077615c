/**
 * Many hints into few messages.
 *
 * The first goes out at once, so that an idle worker elsewhere starts without delay; those that follow it within
 * `everyMs` go out together when that time is over.
 */

import type { WorkKind } from "../../../ports/wake-ups.js";

export interface CoalescedOptions {
  /** Milliseconds between two messages at least. */
  everyMs: number;
  send(kinds: readonly WorkKind[]): Promise<void>;
  /** Told of a message that could not be sent. It is not tried again: a hint that is lost costs one poll. */
  onTrouble(error: unknown): void;
}

export class Coalesced {
  private readonly waiting = new Set<WorkKind>();
  private sending: Promise<void> | undefined;
  private unschedule: (() => void) | undefined;
  private lastSentAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: CoalescedOptions) {}

  add(kind: WorkKind): void {
    this.waiting.add(kind);
    this.schedule();
  }

  /** Sends what waits, and waits until it is sent. */
  async flush(): Promise<void> {
    this.cancel();
    await this.sending;
    if (this.waiting.size > 0) this.go();
    await this.sending;
  }

  /** While a message is under way nothing is scheduled: its end looks for what came meanwhile. */
  private schedule(): void {
    if (this.unschedule !== undefined || this.sending !== undefined || this.waiting.size === 0) return;
    const waitMs = this.lastSentAt + this.options.everyMs - performance.now();
    // Both keep the process alive: what was sent shortly before its end still goes out.
    if (waitMs > 0) {
      const timer = setTimeout(() => this.go(), waitMs);
      this.unschedule = () => clearTimeout(timer);
    } else {
      const turn = setImmediate(() => this.go());
      this.unschedule = () => clearImmediate(turn);
    }
  }

  private go(): void {
    this.cancel();
    const kinds = [...this.waiting];
    this.waiting.clear();
    this.lastSentAt = performance.now();
    this.sending = this.options
      .send(kinds)
      .catch(this.options.onTrouble)
      .finally(() => {
        this.sending = undefined;
        this.schedule();
      });
  }

  private cancel(): void {
    this.unschedule?.();
    this.unschedule = undefined;
  }
}
