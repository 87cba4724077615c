/** Which calls a question about costs is about. */

import { utcDay } from "../../../domain/budget.js";
import { topicBelow } from "../../../domain/cost-topic.js";
import type { CostFilter } from "../../../read/costs.js";
import { dateOf } from "../columns.js";
import type { AiCallRow } from "../rows.js";

export const dayOf = (call: AiCallRow): string => utcDay(dateOf(call.createdAt));

export const isWithin = (topic: string, covering: string): boolean =>
  topic === covering || topic.startsWith(`${covering}.`);

/** @param topicOf what of a call's topic is compared: as costs are kept by, or all of it */
export function costMatches(
  call: AiCallRow,
  { from, to, workflowId, stageId, topic, modelId, generation, status }: CostFilter,
  topicOf: (call: AiCallRow) => string = topicBelow,
): boolean {
  const day = dayOf(call);
  return (
    day >= from &&
    day <= to &&
    (workflowId === undefined || (call.workflowId ?? "") === workflowId) &&
    (stageId === undefined || (call.stageId ?? "") === stageId) &&
    (topic === undefined || isWithin(topicOf(call), topic)) &&
    (modelId === undefined || call.modelId === modelId) &&
    (generation === undefined || (call.attempt ?? 0) > 0 === (generation === "rerun")) &&
    (status === undefined || status.includes(call.status))
  );
}
