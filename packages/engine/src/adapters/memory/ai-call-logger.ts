/**
 * The log of AI calls, in memory.
 *
 * A call is stored when `logCall` returns: there is nothing to wait for, so nothing is buffered and `flush` has
 * nothing to do. A call that cannot be read (a getter of it throws) is dropped and counted.
 */

import type { AIHelperStats, CreateAICallInput, FlushableAICallLogger } from "../../ports/ai-call-logger.js";
import { isRecorded, recordBatch } from "./ai-calls/batches.js";
import { insertAiCalls } from "./ai-calls/insert.js";
import { getStats } from "./ai-calls/stats.js";
import { MemoryDatabase, type Session } from "./database.js";

export class InMemoryAICallLogger implements FlushableAICallLogger {
  private dropped = 0;
  /** Batches that wait for their turn to be written: who asks meanwhile is answered when they are. */
  private readonly recording = new Set<Promise<void>>();

  /** @param session default: a database of its own */
  constructor(private readonly session: Session = new MemoryDatabase()) {}

  get droppedCalls(): number {
    return this.dropped;
  }

  logCall(call: CreateAICallInput): void {
    try {
      this.session.writeAtOnce((moment) => insertAiCalls(moment, [call]));
    } catch {
      // Logging must not fail the caller; what is lost is counted.
      this.dropped += 1;
    }
  }

  async write(calls: readonly CreateAICallInput[]): Promise<void> {
    return this.session.write((moment) => insertAiCalls(moment, calls));
  }

  async logBatchResults(batchId: string, results: CreateAICallInput[]): Promise<void> {
    const recording = this.session.write((moment) => recordBatch(moment, batchId, results));
    this.recording.add(recording);
    try {
      await recording;
    } finally {
      this.recording.delete(recording);
    }
  }

  async getStats(topicPrefix: string): Promise<AIHelperStats> {
    await this.recorded();
    return this.session.read((moment) => getStats(moment, topicPrefix));
  }

  async isRecorded(batchId: string): Promise<boolean> {
    await this.recorded();
    return this.session.read((moment) => isRecorded(moment, batchId));
  }

  async flush(): Promise<void> {}

  /** A transaction's callback does not wait for what is written after the transaction. */
  private async recorded(): Promise<void> {
    if (!this.session.inTransaction) await Promise.allSettled(this.recording);
  }
}
