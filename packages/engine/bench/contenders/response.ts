/** An idle worker that is given one piece of work at a time. */

import type { BenchDatabase } from "../server.js";

export interface Responder {
  readonly name: string;
  readonly tables: "ours" | "its own";
  open(database: BenchDatabase): Promise<OpenResponder>;
}

export interface OpenResponder {
  /** Enqueues one over a connection that is not the worker's. Resolves when its body starts. */
  ask(id: string): Promise<void>;
  close(): Promise<void>;
}

/** Promises that whoever hears of an id resolves. */
export class Started {
  private readonly waiting = new Map<string, () => void>();

  of(id: string): Promise<void> {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  now(id: string): void {
    this.waiting.get(id)?.();
    this.waiting.delete(id);
  }
}
