/** AI calls and what they have cost. Whatever a model or a user puts into a call is made storable. */

import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import { MAX_ID_LENGTH, storableId, storableText } from "../../domain/storable.js";
import type { AIHelperStats, CreateAICallInput } from "../../ports/ai-call-logger.js";
import { sumOfDollars, toDocumentOrNull } from "./columns.js";
import type { Moment } from "./database.js";
import type { AiCallRow } from "./tables.js";

export function insertAiCalls({ tables, now }: Moment, calls: readonly CreateAICallInput[]): void {
  for (const call of calls) tables.aiCalls.put(toRow(call, now));
}

/** Once however many callers: the first one records the calls, the others do nothing. */
export function recordBatch(moment: Moment, batchId: string, calls: readonly CreateAICallInput[]): void {
  storableId("batchId", batchId);
  if (isRecorded(moment, batchId)) return;
  moment.tables.aiBatches.put({ batchId });
  insertAiCalls(
    moment,
    calls.map((call) => ({ ...call, batchId })),
  );
}

export function isRecorded({ tables }: Moment, batchId: string): boolean {
  return tables.aiBatches.get(batchId) !== undefined;
}

/** Covers the topic itself and everything below it, segment by segment; '' covers all. */
export function getStats({ tables }: Moment, topicPrefix: string): AIHelperStats {
  const perModel = new Map<string, AiCallRow[]>();
  for (const call of tables.aiCalls.all()) {
    if (topicPrefix !== "" && call.topic !== topicPrefix && !call.topic.startsWith(`${topicPrefix}.`))
      continue;
    const calls = perModel.get(call.modelKey);
    if (calls) calls.push(call);
    else perModel.set(call.modelKey, [call]);
  }
  const all = [...perModel.values()].flat();
  return {
    totalCalls: all.length,
    totalInputTokens: sum(all, (call) => call.inputTokens),
    totalOutputTokens: sum(all, (call) => call.outputTokens),
    totalCost: sumOfDollars(all.map((call) => call.cost)),
    perModel: Object.fromEntries([...perModel].sort().map(([model, calls]) => [model, statsOf(calls)])),
  };
}

const statsOf = (calls: readonly AiCallRow[]) => ({
  calls: calls.length,
  inputTokens: sum(calls, (call) => call.inputTokens),
  outputTokens: sum(calls, (call) => call.outputTokens),
  cost: sumOfDollars(calls.map((call) => call.cost)),
});

const sum = (calls: readonly AiCallRow[], of: (call: AiCallRow) => number): number =>
  calls.reduce((total, call) => total + of(call), 0);

function toRow(call: CreateAICallInput, now: number): AiCallRow {
  const unfit = unfitFigures(call);
  return {
    id: newId(),
    createdAt: timeOr(now, call.createdAt),
    topic: name(call.topic),
    callType: name(call.callType),
    modelKey: name(call.modelKey),
    modelId: name(call.modelId),
    prompt: words(call.prompt) ?? "",
    response: words(call.response) ?? "",
    inputTokens: count(call.inputTokens),
    outputTokens: count(call.outputTokens),
    cost: amount(call.cost),
    metadata: toDocumentOrNull(call.metadata),
    workflowRunId: nameOrNull(call.workflowRunId),
    workflowId: nameOrNull(call.workflowId),
    stageId: nameOrNull(call.stageId),
    workflowStageId: nameOrNull(call.workflowStageId),
    attempt: call.attempt == null ? null : Math.min(count(call.attempt), 2_147_483_647),
    provider: nameOrNull(call.provider),
    status: call.status ?? "COMPLETED",
    error: words(call.error) ?? unfit,
    finishReason: words(call.finishReason),
    latencyMs: call.latencyMs == null ? null : count(call.latencyMs),
    timeToFirstTokenMs: call.timeToFirstTokenMs == null ? null : count(call.timeToFirstTokenMs),
    cachedInputTokens: count(call.cachedInputTokens ?? 0),
    cacheWriteTokens: count(call.cacheWriteTokens ?? 0),
    reasoningTokens: count(call.reasoningTokens ?? 0),
    system: words(call.system),
    reasoning: words(call.reasoning),
    toolCalls: toDocumentOrNull(call.toolCalls),
    priced: (call.priced ?? true) && isAmount(call.cost),
    pricing: toDocumentOrNull(call.pricing),
    batchId: nameOrNull(call.batchId),
  };
}

/** Something indexed: storable, and cut where the databases' index entries would be too long. */
function name(value: unknown): string {
  const storable = words(value) ?? "";
  return storable.length <= MAX_ID_LENGTH
    ? storable
    : `${storableText(storable.slice(0, MAX_ID_LENGTH - 1))}…`;
}

const nameOrNull = (value: unknown): string | null => (value == null ? null : name(value));

const words = (value: unknown): string | null => {
  if (value == null) return null;
  return typeof value === "string" ? storableText(value) : encodeDocument(value);
};

const isAmount = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;

/** Whole and not beyond 2^53; what is no number of things counts as none. */
const count = (value: unknown): number =>
  isAmount(value) ? Math.min(Math.round(value), Number.MAX_SAFE_INTEGER) : 0;

const amount = (value: unknown): number => (isAmount(value) ? value : 0);

/** Which of the figures were stored as 0 because they are none, in words; null when all are fine. */
function unfitFigures(call: CreateAICallInput): string | null {
  const { inputTokens, outputTokens, cost } = call;
  const unfit = Object.entries({ inputTokens, outputTokens, cost }).filter(([, value]) => !isAmount(value));
  if (unfit.length === 0) return null;
  return `Stored as 0: ${unfit.map(([field, value]) => `${field} was ${String(value)}`).join(", ")}`;
}

function timeOr(now: number, at: Date | undefined): number {
  const year = at?.getUTCFullYear() ?? Number.NaN;
  return at && year >= 1 && year <= 9999 ? at.getTime() : now;
}
