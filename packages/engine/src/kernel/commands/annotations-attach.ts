/** States facts about a run from outside its stages: a reviewer's verdict, a complaint, a label. */

import { z } from "zod";
import { actorSchema, defineCommand } from "../command.js";

const fact = z.object({
  key: z.string().min(1),
  value: z.unknown(),
  payload: z.unknown().optional(),
  scope: z.string().default("run"),
  scopeId: z.string().nullable().optional(),
  /** Row id of a stage, for `scope: "stage"`. */
  stageRecordId: z.string().optional(),
  attempt: z.number().int().min(0).max(2_147_483_647).optional(),
  actor: actorSchema.optional(),
  /** Stated once per run and key, whoever repeats it. */
  idempotencyKey: z.string().min(1).optional(),
  emitEvent: z.boolean().default(false),
});

export const annotationsAttach = defineCommand({
  type: "annotations.attach",
  input: z.object({ runId: z.string(), annotations: z.array(fact).min(1).max(10_000) }),
  async handle({ store, acted }, { runId, annotations }): Promise<{ attached: number }> {
    await store.persistence.appendAnnotations(
      annotations.map(({ stageRecordId, actor, ...stated }) => ({
        ...stated,
        workflowRunId: runId,
        ...(stageRecordId === undefined ? {} : { workflowStageRecordId: stageRecordId }),
        ...(actor === undefined ? {} : { actor }),
      })),
    );
    acted({ targetKind: "run", targetId: runId, after: { keys: annotations.map(({ key }) => key) } });
    store.wakeUps.send("events");
    return { attached: annotations.length };
  },
});
