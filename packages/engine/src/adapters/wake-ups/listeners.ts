/** Those in this process who listen for work, and how a store's wake-ups look from inside. */

import type { WakeUps, WorkKind } from "../../ports/wake-ups.js";

/** What the store closes when it is closed. */
export interface StoreWakeUps extends WakeUps {
  /** Sends what waits to be sent and stops all who listen. Never throws. */
  close(): Promise<void>;
}

export interface WakeUpOptions {
  /** Told of what goes wrong with hints, for a log. They go on by themselves. Default: nobody is told. */
  onTrouble?(error: unknown): void;
}

export const EVERY_KIND: readonly WorkKind[] = ["runs", "jobs", "events", "limits"];

export const isWorkKind = (text: string): text is WorkKind =>
  (EVERY_KIND as readonly string[]).includes(text);

export class Listeners {
  private readonly callbacks = new Map<symbol, (kind: WorkKind) => void>();

  constructor(private readonly onTrouble: WakeUpOptions["onTrouble"]) {}

  get isEmpty(): boolean {
    return this.callbacks.size === 0;
  }

  /** @returns takes the callback off again */
  add(onWork: (kind: WorkKind) => void): () => void {
    const key = Symbol();
    this.callbacks.set(key, onWork);
    return () => void this.callbacks.delete(key);
  }

  /** One that throws keeps the others from nothing. */
  tell(kinds: readonly WorkKind[]): void {
    for (const onWork of [...this.callbacks.values()]) {
      for (const kind of kinds) {
        try {
          onWork(kind);
        } catch (error) {
          this.trouble(error);
        }
      }
    }
  }

  trouble(error: unknown): void {
    try {
      this.onTrouble?.(error);
    } catch {
      // A log that fails is no reason to lose hints.
    }
  }

  clear(): void {
    this.callbacks.clear();
  }
}
