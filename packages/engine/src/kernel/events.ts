/** The events the outbox carries, and what they say. */

import type { WorkflowStageRecord } from "../domain/records.js";
import type { CreateOutboxEventInput } from "../ports/workflow-persistence.js";

export const EVENT_TYPES = [
  "workflow:created",
  "workflow:started",
  "workflow:completed",
  "workflow:failed",
  "workflow:cancelled",
  "workflow:suspended",
  "workflow:rerun",
  "stage:started",
  "stage:completed",
  "stage:failed",
  "stage:suspended",
  "stage:retrying",
  "stage:progress",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

interface EventFacts {
  readonly runId: string;
  readonly occurredAt: Date;
  /** What made it happen: a command's id, a job's id. */
  readonly causationId: string;
}

export function runEvent(type: EventType, facts: EventFacts, extra: object = {}): CreateOutboxEventInput {
  const { runId, occurredAt, causationId } = facts;
  return {
    workflowRunId: runId,
    eventType: type,
    causationId,
    occurredAt,
    payload: { type, timestamp: occurredAt.toISOString(), runId, ...extra },
  };
}

type StageFacts = Pick<
  WorkflowStageRecord,
  "stageId" | "stageName" | "stageNumber" | "executionGroup" | "attempt"
>;

export const stageEvent = (
  type: EventType,
  facts: EventFacts,
  { stageId, stageName, stageNumber, executionGroup, attempt }: StageFacts,
  extra: object = {},
): CreateOutboxEventInput =>
  runEvent(type, facts, {
    stageId,
    name: stageName,
    number: stageNumber,
    group: executionGroup,
    attempt,
    ...extra,
  });
