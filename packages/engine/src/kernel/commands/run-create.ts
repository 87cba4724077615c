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
import type { CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import type { Deed } from "../acting.js";
import { actorSchema, defineCommand } from "../command.js";
import { type CreateItem, writeRuns } from "../create-runs.js";
import { runEvent } from "../events.js";
import type { KernelContext } from "../kernel-context.js";
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
    const { idempotencyKey: key } = command;
    const now = context.clock.now();

    const runId = command.runId ?? newId();
    const item: CreateItem = {
      run: {
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
      },
      annotations: statedAtStart(command, runId),
      event: runEvent(
        "workflow:created",
        { runId, occurredAt: now, causationId: key ?? runId },
        { workflowId: shape.workflowId },
      ),
    };
    const created =
      key === undefined ? await createNew(context, item) : await createOnce(context, item, key, command);
    context.observer.workAppeared?.({ runs: 1, jobs: 0 });
    return created;
  },
});

async function createNew({ creations, acted }: KernelContext, item: CreateItem): Promise<{ runId: string }> {
  await creations.add(item);
  acted(startOf(item));
  return { runId: item.run.id };
}

const startOf = ({ run }: CreateItem): Deed => ({
  targetKind: "run",
  targetId: run.id,
  after: { workflowId: run.workflowId, priority: run.priority, copyOf: run.parentRunId },
});

/** The key commits with the run, and answers every later call. */
function createOnce(
  { store, acted }: KernelContext,
  item: CreateItem,
  key: string,
  command: z.output<typeof input>,
): Promise<{ runId: string }> {
  const fingerprint = createHash("sha256")
    .update(encodeDocument({ ...command, idempotencyKey: undefined }))
    .digest("hex");
  return store.transaction(async (scope) => {
    const known = await scope.persistence.acquireIdempotencyKey(key, "run.create", { fingerprint });
    if (known.status === "replay") return z.object({ runId: z.string() }).parse(known.result);
    if (known.status === "in_progress") throw new IdempotencyInProgressError(key, "run.create");
    await writeRuns(scope, [item]);
    acted(startOf(item));
    const result = { runId: item.run.id };
    await scope.persistence.completeIdempotencyKey(key, "run.create", result);
    return result;
  });
}

function statedAtStart(
  { actor, annotations }: z.output<typeof input>,
  runId: string,
): CreateAnnotationInput[] {
  const source = [actor?.kind, actor?.id].filter(Boolean).join(":");
  const onRun = { workflowRunId: runId, scope: "run" };
  return [
    ...(actor === undefined ? [] : [{ ...onRun, key: "Trigger.source", value: source, actor }]),
    ...annotations.map(({ actor: by = actor, ...stated }) => ({
      ...onRun,
      ...stated,
      ...(by === undefined ? {} : { actor: by }),
    })),
  ];
}
