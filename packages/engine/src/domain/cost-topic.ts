/** What a call was about, below its workflow and stage: the part of its topic that costs are kept by. Pure. */

export interface Told {
  readonly topic: string;
  readonly workflowId?: string | null | undefined;
  readonly workflowRunId?: string | null | undefined;
  readonly stageId?: string | null | undefined;
}

/** What a stage's topics begin with. */
const stageTopic = ({ workflowId, workflowRunId, stageId }: Told): string =>
  `workflow.${workflowId ?? ""}.run.${workflowRunId ?? ""}.stage.${stageId ?? ""}`;

const MAX_SEGMENTS = 3;
const MAX_SEGMENT_CHARS = 40;

/** A number, or a name that ends in one; three digits in a row, or as many hexadecimal ones as an id has. */
const LOOKS_LIKE_AN_ID = /(^|[-_#:])\d+$|\d{3}|[0-9a-f]{8}/i;

/**
 * `workflow.w.run.r.stage.s.extract.page.17` → `extract.page`: at most three segments, none of them an id, so that days
 * have a few rows and not one per page. Empty for a call about the stage as a whole.
 */
export function costTopic(told: Told): string {
  const kept: string[] = [];
  for (const segment of topicBelow(told).split(".")) {
    const isName = segment !== "" && segment.length <= MAX_SEGMENT_CHARS && !LOOKS_LIKE_AN_ID.test(segment);
    if (!isName || kept.length === MAX_SEGMENTS) break;
    kept.push(segment);
  }
  return kept.join(".");
}

/** All of the topic below the stage; of a topic that the engine did not make, all of it. */
export function topicBelow(told: Told): string {
  const above = stageTopic(told);
  if (told.topic === above) return "";
  return told.topic.startsWith(`${above}.`) ? told.topic.slice(above.length + 1) : told.topic;
}
