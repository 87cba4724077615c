/**
 * Wake-ups over a SQLite file.
 *
 * A file cannot call anybody. While somebody listens, SQLite is asked a few times a second whether another connection
 * has committed: a look at shared memory that takes microseconds and no lock. It cannot say what was written, so a
 * change wakes every kind. Our own writes do not count: whoever makes them sends.
 */

import type { WakeUpListener, WorkKind } from "../../../ports/wake-ups.js";
import { EVERY_KIND, Listeners, type StoreWakeUps, type WakeUpOptions } from "../../wake-ups/listeners.js";

/** Milliseconds between two looks, spread by ±25 % so that processes do not look in step. */
const LOOK_EVERY_MS = 75;
/** After a look that failed. */
const LOOK_AFTER_TROUBLE_MS = 1_000;
/** Differs from every version, so that everybody is woken when looking works again. */
const NO_VERSION = -1;

export interface SqliteWakeUpOptions extends WakeUpOptions {
  /** A number that is another one after a connection other than the writing one of this store has committed. */
  versionByOthers(): number | bigint;
}

export function sqliteWakeUps(options: SqliteWakeUpOptions): StoreWakeUps {
  return new SqliteWakeUps(options);
}

class SqliteWakeUps implements StoreWakeUps {
  private readonly listeners: Listeners;
  private timer: NodeJS.Timeout | undefined;
  private lastVersion: number | bigint | undefined;
  private isLive = false;
  private isClosed = false;

  constructor(private readonly options: SqliteWakeUpOptions) {
    this.listeners = new Listeners(options.onTrouble);
  }

  send(kind: WorkKind): void {
    if (!this.isClosed) this.listeners.tell([kind]);
  }

  async listen(onWork: (kind: WorkKind) => void): Promise<WakeUpListener> {
    const remove = this.listeners.add(onWork);
    if (this.timer === undefined && !this.isClosed) {
      this.lastVersion = undefined;
      this.look();
    }
    const looks = this;
    let isStopped = false;
    return {
      get isLive() {
        return !isStopped && looks.isLive;
      },
      async stop() {
        isStopped = true;
        remove();
        if (looks.listeners.isEmpty) looks.stopLooking();
      },
    };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.listeners.clear();
    this.stopLooking();
  }

  private look(): void {
    const before = this.lastVersion;
    try {
      this.lastVersion = this.options.versionByOthers();
      this.isLive = true;
    } catch (error) {
      this.isLive = false;
      this.lastVersion = NO_VERSION;
      this.listeners.trouble(error);
    }
    const waitMs = this.isLive ? LOOK_EVERY_MS * (0.75 + Math.random() * 0.5) : LOOK_AFTER_TROUBLE_MS;
    this.timer = setTimeout(() => this.look(), waitMs).unref();
    if (this.isLive && before !== undefined && before !== this.lastVersion) this.listeners.tell(EVERY_KIND);
  }

  private stopLooking(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isLive = false;
  }
}
