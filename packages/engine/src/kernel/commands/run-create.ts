/**
 * Stores a run, what is stated of it at its start, and `workflow:created`; a worker claims it from there.
 *
 * With an idempotency key the same call gives the same run, also when the first reply was lost: the key commits with
 * the run.
 */

import { createHash } from "node:crypto";
import { z } from "zod";
import { IdempotencyInProgressError } from "../../domain/errors.js";
import { newId } from "../../domain/ids.js";
import { encodeDocument } from "../../domain/json-document.js";
import { actorSchema, defineCommand } from "../command.js";
import { runEvent } from "../events.js";
import { validateRun } from "../run-validation.js";
import { workflowShape } from "../workflow-lookup.js";

const input = z.object({
  workflowId: z.string().min(1),
  input: z.unknown(),
  config: z.record(z.string(), z.unknown()).default({}),
  /** Higher goes first. */
  priority: z.number().int().min(-1_000_000).max(1_000_000).default(5),
  /** Default: a new one. */
  runId: z.string().min(1).optional(),
  idempotencyKey: z.string().min(1).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  parentRunId: z.string().optional(),
  /** Who asks for the run; stored as an annotation of key `Trigger.source`. */
  actor: actorSchema.optional(),
  annotations: z
    .array(
      z.object({
        key: z.string().min(1),
        value: z.unknown(),
        payload: z.unknown().optional(),
        actor: actorSchema.optional(),
      }),
    )
    .default([]),
});

export const runCreate = defineCommand({
  type: "run.create",
  input,
  async handle(context, command): Promise<{ runId: string }> {
    const shape = await workflowShape(context, context.store, command.workflowId);
    validateRun(context, shape, command);
    const { idempotencyKey: key, actor } = command;
    const now = context.clock.now();

    return context.store.transaction(async ({ persistence }) => {
      if (key !== undefined) {
        const fingerprint = createHash("sha256")
          .update(encodeDocument({ ...command, idempotencyKey: undefined }))
          .digest("hex");
        const known = await persistence.acquireIdempotencyKey(key, "run.create", { fingerprint });
        if (known.status === "replay") return z.object({ runId: z.string() }).parse(known.result);
        if (known.status === "in_progress") throw new IdempotencyInProgressError(key, "run.create");
      }
      const runId = command.runId ?? newId();
      await persistence.createRun({
        id: runId,
        workflowId: shape.workflowId,
        workflowName: shape.name,
        workflowType: shape.workflowId,
        input: command.input,
        config: command.config,
        priority: command.priority,
        ...(command.metadata === undefined ? {} : { metadata: command.metadata }),
        ...(command.parentRunId === undefined ? {} : { parentRunId: command.parentRunId }),
        definitionHash: shape.contentHash,
      });
      await persistence.appendAnnotations([
        ...(actor === undefined
          ? []
          : [
              {
                workflowRunId: runId,
                scope: "run",
                key: "Trigger.source",
                value: [actor.kind, actor.id].filter(Boolean).join(":"),
                actor,
              },
            ]),
        ...command.annotations.map(({ actor: by, ...stated }) => ({
          workflowRunId: runId,
          scope: "run" as const,
          ...stated,
          ...((by ?? actor) ? { actor: by ?? actor } : {}),
        })),
      ]);
      await persistence.appendOutboxEvents([
        runEvent(
          "workflow:created",
          { runId, occurredAt: now, causationId: key ?? runId },
          { workflowId: shape.workflowId },
        ),
      ]);
      const result = { runId };
      if (key !== undefined) await persistence.completeIdempotencyKey(key, "run.create", result);
      return result;
    });
  },
});
