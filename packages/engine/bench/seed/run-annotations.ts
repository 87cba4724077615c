/** What is noted on a synthetic run: ten annotations, the first of which says that it is synthetic. */

import type { Random } from "./random.js";
import type { SyntheticStage } from "./workflows.js";

/** On every synthetic run. */
export const SEED_KEY = "Synthetic.seed";

export interface Annotation {
  readonly workflow_stage_record_id: string | null;
  readonly attempt: number;
  readonly scope: "run" | "stage";
  readonly scope_id: string | null;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_version: string | null;
  readonly key: string;
  readonly value: string | number | boolean;
  /** Whether there is an event of it. */
  readonly isTold: boolean;
}

type Actor = Pick<Annotation, "actor_kind" | "actor_id" | "actor_version">;

const SEEDER: Actor = { actor_kind: "system", actor_id: "seed", actor_version: "1" };
const RULES: Actor = { actor_kind: "rule", actor_id: "thresholds", actor_version: "3" };
const USERS = ["ana", "ben", "chloe", "dev"] as const;
const AGENTS = ["1", "2", "3"] as const;
const OUTCOMES = ["approved", "approved", "approved", "rejected", "needs_review"] as const;

const ofRun = { workflow_stage_record_id: null, attempt: 0, scope: "run", scope_id: null } as const;

/** Three: the mark, and what started the run. */
export const runAnnotations = (random: Random): Annotation[] => [
  { ...ofRun, ...SEEDER, key: SEED_KEY, value: true, isTold: false },
  {
    ...ofRun,
    ...SEEDER,
    key: "Trigger.source",
    value: random.pick(["email", "api", "schedule"]),
    isTold: true,
  },
  {
    ...ofRun,
    actor_kind: "user",
    actor_id: random.pick(USERS),
    actor_version: null,
    key: "Trigger.user",
    value: true,
    isTold: true,
  },
];

/** Seven over the five stages of a run. */
export function stageAnnotations(
  random: Random,
  stage: SyntheticStage,
  stageRecordId: string,
  attempt: number,
): Annotation[] {
  const place = {
    workflow_stage_record_id: stageRecordId,
    attempt,
    scope: "stage",
    scope_id: stage.id,
  } as const;
  const agent: Actor = {
    actor_kind: "agent",
    actor_id: `${stage.id}-agent`,
    actor_version: random.pick(AGENTS),
  };
  const score = {
    ...place,
    ...RULES,
    key: "Quality.score",
    value: random.whole(40, 100) / 100,
    isTold: true,
  };
  if (stage.number !== 4) return stage.number === 5 ? [] : [score];
  return [
    { ...place, ...agent, key: "Decision.outcome", value: random.pick(OUTCOMES), isTold: true },
    {
      ...place,
      ...agent,
      key: "Decision.confidence",
      value: random.whole(50, 99) / 100,
      isTold: true,
    },
    {
      ...place,
      ...agent,
      key: "Decision.rationale",
      value: "Synthetic: amount and supplier match.",
      isTold: false,
    },
    { ...place, ...RULES, key: "Review.required", value: random.chance(0.1), isTold: false },
  ];
}
