/**
 * The log of AI calls, in memory.
 *
 * A call is stored when `logCall` returns: there is nothing to wait for, so nothing is buffered and `flush` has
 * nothing to do. A call that cannot be read (a getter of it throws) is dropped and counted.
 */

import type { AIHelperStats, CreateAICallInput, FlushableAICallLogger } from "../../ports/ai-call-logger.js";
import { getStats, insertAiCalls, isRecorded, recordBatch } from "./ai-calls.js";
import { MemoryDatabase, type Session } from "./database.js";

export class InMemoryAICallLogger implements FlushableAICallLogger {
  private dropped = 0;

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
    return this.session.write((moment) => recordBatch(moment, batchId, results));
  }

  async getStats(topicPrefix: string): Promise<AIHelperStats> {
    return this.session.read((moment) => getStats(moment, topicPrefix));
  }

  async isRecorded(batchId: string): Promise<boolean> {
    return this.session.read((moment) => isRecorded(moment, batchId));
  }

  async flush(): Promise<void> {}
}
