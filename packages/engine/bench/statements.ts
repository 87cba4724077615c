/** Counts what this process sends to PostgreSQL, whichever of its parts sends it. */

import pg from "pg";

export interface StatementCount {
  readonly total: number;
  /** By the statement's first words, most frequent first. */
  readonly byBeginning: readonly (readonly [beginning: string, count: number])[];
}

export interface StatementCounter {
  /** Counts from here on. */
  start(): void;
  read(): StatementCount;
  /** Leaves the driver as it was. */
  remove(): void;
}

/** Every query of every connection is one round trip: the driver sends it whole and waits for its answer. */
export function countStatements(): StatementCounter {
  const counts = new Map<string, number>();
  let isCounting = false;
  const original = pg.Client.prototype.query;
  const counting = function (this: pg.Client, ...args: unknown[]): unknown {
    if (isCounting) {
      const beginning = beginningOf(args[0]);
      counts.set(beginning, (counts.get(beginning) ?? 0) + 1);
    }
    return Reflect.apply(original, this, args);
  };
  // The driver's method has an overload for each way to call it; this one hands all of them on.
  pg.Client.prototype.query = counting as typeof original;
  return {
    start() {
      counts.clear();
      isCounting = true;
    },
    read() {
      const byBeginning = [...counts].sort(([, a], [, b]) => b - a);
      return { total: byBeginning.reduce((sum, [, count]) => sum + count, 0), byBeginning };
    },
    remove() {
      pg.Client.prototype.query = original;
    },
  };
}

const WORDS_SHOWN = 9;

function beginningOf(query: unknown): string {
  const text = typeof query === "object" && query !== null && "text" in query ? query.text : query;
  return String(text).trim().split(/\s+/).slice(0, WORDS_SHOWN).join(" ");
}
