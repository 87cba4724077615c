/** A log of AI calls that keeps no secrets of what models were asked and answered. */

import type { CreateAICallInput, FlushableAICallLogger } from "../../ports/ai-call-logger.js";
import type { Redactor } from "../redactor.js";
import { aiCall } from "./inputs.js";

export class RedactedAICalls implements FlushableAICallLogger {
  constructor(
    private readonly calls: FlushableAICallLogger,
    private readonly redactor: Redactor,
  ) {}

  logCall(call: CreateAICallInput): void {
    this.calls.logCall(aiCall(this.redactor, call));
  }
  async write(calls: readonly CreateAICallInput[]) {
    return this.calls.write(calls.map((call) => aiCall(this.redactor, call)));
  }
  async logBatchResults(batchId: string, results: CreateAICallInput[]) {
    return this.calls.logBatchResults(
      this.redactor.id(batchId),
      results.map((call) => aiCall(this.redactor, call)),
    );
  }
  async getStats(topicPrefix: string) {
    return this.calls.getStats(this.redactor.id(topicPrefix));
  }
  async isRecorded(batchId: string) {
    return this.calls.isRecorded(this.redactor.id(batchId));
  }
  async flush() {
    return this.calls.flush();
  }
  get droppedCalls() {
    return this.calls.droppedCalls;
  }
}
