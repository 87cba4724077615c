/**
 * A database in the memory of one process: tables, transactions, a clock.
 *
 * One transaction is open at a time; other writers wait for their turn. It changes the tables themselves and keeps a
 * list of what it changed. A reader outside it sees only what is committed: the list is undone, the reader reads
 * (which takes no waiting), the list is done again. Rolling back is undoing it for good.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { type Clock, systemClock } from "../../ports/clock.js";
import type { Change } from "./table.js";
import { createTables, type Tables } from "./tables.js";
import { TransactionOverError } from "./transaction-over-error.js";

/** The tables at one instant of the clock. */
export interface Moment {
  readonly tables: Tables;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the ports work through: the database, or one transaction of it. */
export interface Session {
  /** Whether what is written here waits for a surrounding transaction to commit. */
  readonly inTransaction: boolean;
  /** What is committed, and within a transaction also its own changes. */
  read<Value>(look: (moment: Moment) => Value): Promise<Value>;
  /** All that `change` does, or nothing when it throws. */
  write<Value>(change: (moment: Moment) => Value): Promise<Value>;
  /** {@link write} for what depends on nothing that others write: it is done when the call returns. */
  writeAtOnce(change: (moment: Moment) => void): void;
  /** Several reads and writes, all or nothing. Inside a transaction it joins that one. */
  transaction<Value>(fn: (tx: Session) => Promise<Value>): Promise<Value>;
}

export interface MemoryDatabaseOptions {
  /** Decides about leases and due times. Default: the process's clock. */
  clock?: Clock;
}

export class MemoryDatabase implements Session {
  readonly clock: Clock;
  private readonly tables: Tables;
  /** Where changes are noted while something is written. */
  private noting: Change[] | undefined;
  /** Changes of the transaction that is open; empty when none is. */
  private uncommitted: readonly Change[] = [];
  private lastTurn: Promise<void> = Promise.resolve();

  constructor(options: MemoryDatabaseOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.tables = createTables((change) => {
      if (this.noting === undefined) throw new Error("A reader may not write");
      this.noting.push(change);
    });
  }

  async read<Value>(look: (moment: Moment) => Value): Promise<Value> {
    return this.asCommitted(() => look(this.moment()));
  }

  /** Called inside a transaction's callback it joins that transaction, as waiting for it would be waiting for ever. */
  async write<Value>(change: (moment: Moment) => Value): Promise<Value> {
    const surrounding = this.surrounding();
    if (surrounding) return surrounding.write(change);
    return this.inTurn(async () => this.changing([], change));
  }

  writeAtOnce(change: (moment: Moment) => void): void {
    this.asCommitted(() => this.changing([], change));
  }

  async transaction<Value>(fn: (tx: Session) => Promise<Value>): Promise<Value> {
    const surrounding = this.surrounding();
    if (surrounding) return fn(surrounding);
    return this.inTurn(async () => {
      const changes: Change[] = [];
      const tx = new MemoryTransaction(this, changes);
      this.uncommitted = changes;
      try {
        const calling = [...(openTransactions.getStore() ?? []).filter((outer) => outer.isOpen), tx];
        return await openTransactions.run(calling, () => fn(tx));
      } catch (error) {
        undo(changes);
        throw error;
      } finally {
        tx.isOpen = false;
        this.uncommitted = [];
      }
    });
  }

  moment(): Moment {
    return { tables: this.tables, now: this.clock.now().getTime() };
  }

  /** Adds what `change` does to the list, and takes it back when it throws. */
  changing<Value>(changes: Change[], change: (moment: Moment) => Value): Value {
    const start = changes.length;
    const outer = this.noting;
    this.noting = changes;
    try {
      return change(this.moment());
    } catch (error) {
      undo(changes.splice(start));
      throw error;
    } finally {
      this.noting = outer;
    }
  }

  private asCommitted<Value>(fn: () => Value): Value {
    const changes = this.uncommitted;
    undo(changes);
    try {
      return fn();
    } finally {
      redo(changes);
    }
  }

  private async inTurn<Value>(fn: () => Promise<Value>): Promise<Value> {
    const previous = this.lastTurn;
    let end = (): void => undefined;
    this.lastTurn = new Promise((resolve) => {
      end = resolve;
    });
    await previous;
    try {
      return await fn();
    } finally {
      end();
    }
  }

  /** While the callback of a transaction is calling. */
  get inTransaction(): boolean {
    return this.surrounding() !== undefined;
  }

  /** The transaction whose callback is calling. */
  private surrounding(): MemoryTransaction | undefined {
    return openTransactions.getStore()?.find((tx) => tx.isOpen && tx.isOf(this));
  }
}

/**
 * Those whose callbacks are calling, on whichever databases. One for all: Node forgets none of these that was ever
 * used, and asks each of them about every promise.
 */
const openTransactions = new AsyncLocalStorage<readonly MemoryTransaction[]>();

class MemoryTransaction implements Session {
  readonly inTransaction = true;
  isOpen = true;

  constructor(
    private readonly database: MemoryDatabase,
    private readonly changes: Change[],
  ) {}

  async read<Value>(look: (moment: Moment) => Value): Promise<Value> {
    return look(this.open().moment());
  }

  async write<Value>(change: (moment: Moment) => Value): Promise<Value> {
    return this.open().changing(this.changes, change);
  }

  writeAtOnce(change: (moment: Moment) => void): void {
    this.open().changing(this.changes, change);
  }

  async transaction<Value>(fn: (tx: Session) => Promise<Value>): Promise<Value> {
    this.open();
    return fn(this);
  }

  isOf(database: MemoryDatabase): boolean {
    return database === this.database;
  }

  private open(): MemoryDatabase {
    if (!this.isOpen) throw new TransactionOverError();
    return this.database;
  }
}

function undo(changes: readonly Change[]): void {
  for (let index = changes.length - 1; index >= 0; index--) {
    const change = changes[index] as Change;
    change.table.restore(change.key, change.before);
  }
}

function redo(changes: readonly Change[]): void {
  for (const change of changes) change.table.restore(change.key, change.after);
}
