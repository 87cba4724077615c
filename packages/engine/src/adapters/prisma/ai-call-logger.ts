/**
 * The log of AI calls.
 *
 * `logCall` puts a call into a bounded buffer that is written in batches a moment later. While the database is away
 * the buffer waits; when it is full, or when somebody insists by `flush` and the database stays away, calls are
 * dropped, counted and reported. A crash loses what is in the buffer; calls that must not be lost go through `write`
 * inside the transaction they belong to.
 */

import { AsyncResource } from "node:async_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { AIHelperStats, CreateAICallInput, FlushableAICallLogger } from "../../ports/ai-call-logger.js";
import { isRecorded, recordBatch } from "./ai-calls/batches.js";
import { type AiCallRow, toAiCallRow } from "./ai-calls/columns.js";
import { insertAiCalls } from "./ai-calls/insert.js";
import { getStats } from "./ai-calls/stats.js";
import { DatabaseError } from "./database-error.js";
import type { Db } from "./db.js";

export interface AICallLoggerOptions {
  /** Calls kept while they cannot be written. Default 10,000. */
  bufferSize?: number;
  /** Milliseconds a call waits for others to be written with; Infinity: until `flush`. Default 20. */
  flushAfterMs?: number;
  /** How long `flush` goes on trying before it drops what it holds (ms). Default 5,000. */
  giveUpAfterMs?: number;
  /** Told whenever calls are given up. Default: a warning on the console. */
  onDrop?: (dropped: { calls: number; total: number; cause: unknown }) => void;
}

/** Calls per write. */
const BATCH = 500;
const RETRY_MS = 1_000;

export class PrismaAICallLogger implements FlushableAICallLogger {
  private buffer: AiCallRow[] = [];
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** Batches that are being recorded: who asks meanwhile is answered when they are. */
  private readonly recording = new Set<Promise<void>>();
  /** Whether this logger belongs to one transaction: what it holds is written with it. */
  private readonly isScoped: boolean;
  private readonly options: Required<AICallLoggerOptions>;
  /** Background writes run where the logger was made, not in whatever transaction happened to log a call. */
  private readonly home = new AsyncResource("PrismaAICallLogger");

  constructor(
    private readonly db: Db,
    options: AICallLoggerOptions = {},
  ) {
    this.isScoped = db.inTransaction;
    this.options = { bufferSize: 10_000, flushAfterMs: 20, giveUpAfterMs: 5_000, onDrop: warn, ...options };
  }

  get droppedCalls(): number {
    return this.dropped;
  }

  logCall(call: CreateAICallInput): void {
    try {
      const row = toAiCallRow(call, performance.now());
      if (this.buffer.length >= this.options.bufferSize) {
        this.drop(1, new Error(`the buffer of ${this.options.bufferSize} calls is full`));
        return;
      }
      this.buffer.push(row);
      this.wake(this.options.flushAfterMs);
    } catch (error) {
      this.drop(1, error);
    }
  }

  async write(calls: readonly CreateAICallInput[]): Promise<void> {
    const loggedAt = performance.now();
    await insertAiCalls(
      this.db,
      calls.map((call) => toAiCallRow(call, loggedAt)),
    );
  }

  async logBatchResults(batchId: string, results: CreateAICallInput[]): Promise<void> {
    const loggedAt = performance.now();
    const rows = results.map((call) => toAiCallRow({ ...call, batchId }, loggedAt));
    const recording = recordBatch(this.db, batchId, rows);
    this.recording.add(recording);
    try {
      await recording;
    } finally {
      this.recording.delete(recording);
    }
  }

  async isRecorded(batchId: string): Promise<boolean> {
    if (!this.isAskedWithin) await Promise.allSettled(this.recording);
    return isRecorded(this.db, batchId);
  }

  async getStats(topicPrefix: string): Promise<AIHelperStats> {
    if (!this.isAskedWithin) await Promise.allSettled([this.flush(), ...this.recording]);
    return getStats(this.db, topicPrefix);
  }

  /**
   * A transaction's callback asks the outer logger. What that holds is written apart from the transaction, on SQLite
   * after it: waiting here would be waiting for ever.
   */
  private get isAskedWithin(): boolean {
    return this.db.inTransaction && !this.isScoped;
  }

  async flush(): Promise<void> {
    if (this.isAskedWithin) return;
    const deadline = performance.now() + this.options.giveUpAfterMs;
    await this.inTurn(async () => {
      for (;;) {
        const failure = await this.writeBuffer();
        if (failure === undefined) return;
        if (performance.now() > deadline) {
          this.drop(this.buffer.splice(0).length, failure.error);
          return;
        }
        await delay(100);
      }
    });
  }

  /** Writes the buffer in a moment, and again later for as long as the database is away. */
  private wake(afterMs: number): void {
    if (this.timer !== undefined || afterMs === Number.POSITIVE_INFINITY) return;
    this.home.runInAsyncScope(() => {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        void this.inTurn(async () => {
          if (await this.writeBuffer()) this.wake(RETRY_MS);
        });
      }, afterMs);
    });
  }

  /** One writer at a time, so that calls keep their order. */
  private inTurn(fn: () => Promise<void>): Promise<void> {
    const turn = this.writing.then(() => this.home.runInAsyncScope(fn));
    this.writing = turn.catch(() => undefined);
    return turn;
  }

  /** Until the buffer is empty or a write fails for a reason that lies with the database. */
  private async writeBuffer(): Promise<{ error: unknown } | undefined> {
    while (this.buffer.length > 0) {
      const batch = this.buffer.splice(0, BATCH);
      try {
        await insertAiCalls(this.db, batch);
      } catch (error) {
        if (isAway(error)) {
          this.buffer.unshift(...batch);
          return { error };
        }
        const failure = await this.writeOneByOne(batch);
        if (failure) return failure;
      }
    }
    return undefined;
  }

  /** A row that the database refuses must not take the others with it; a database that goes away takes none. */
  private async writeOneByOne(rows: readonly AiCallRow[]): Promise<{ error: unknown } | undefined> {
    for (const [index, row] of rows.entries()) {
      try {
        await insertAiCalls(this.db, [row]);
      } catch (error) {
        if (isAway(error)) {
          this.buffer.unshift(...rows.slice(index));
          return { error };
        }
        this.drop(1, error);
      }
    }
    return undefined;
  }

  private drop(calls: number, cause: unknown): void {
    if (calls === 0) return;
    this.dropped += calls;
    try {
      this.options.onDrop({ calls, total: this.dropped, cause });
    } catch {
      // A reporter that fails must not fail the caller: it has been counted all the same.
    }
  }
}

const isAway = (error: unknown): boolean => {
  if (!(error instanceof DatabaseError)) return true;
  return error.code !== "DATABASE_FAILED";
};

function warn({ calls, total, cause }: { calls: number; total: number; cause: unknown }): void {
  const why = cause instanceof Error ? cause.message : String(cause);
  console.warn(`stageline: ${calls} AI call(s) were not recorded (${total} so far): ${why}`);
}
