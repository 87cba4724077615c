/**
 * Starts a run like an earlier one, with the same or another input and config.
 *
 * The copy begins with the first group and keeps nothing of the original but a link to it (`parentRunId`). The original
 * stays as it is, whatever its status.
 */

import { z } from "zod";
import { NotFoundError } from "../../domain/errors.js";
import { actorSchema, defineCommand, parse } from "../command.js";
import { runCreate } from "./run-create.js";

const input = z.object({
  /** The run to copy. */
  runId: z.string(),
  /** Default: that of the original. */
  input: z.unknown().optional(),
  /** Default: that of the original. */
  config: z.record(z.string(), z.unknown()).optional(),
  reason: z.string().max(2_000).optional(),
  actor: actorSchema.optional(),
  /** The same key gives the same copy. */
  idempotencyKey: z.string().min(1).optional(),
});

export const runCopy = defineCommand({
  type: "run.copy",
  input,
  async handle(context, { runId, reason, actor, idempotencyKey, ...changed }): Promise<{ runId: string }> {
    const original = await context.store.persistence.getRun(runId);
    if (original === null) throw new NotFoundError("Run", runId);
    const copy: z.input<typeof runCreate.input> = {
      workflowId: original.workflowId,
      // Null is an input like any other.
      input: changed.input === undefined ? original.input : changed.input,
      config: changed.config ?? parse("config", z.record(z.string(), z.unknown()), original.config ?? {}),
      priority: original.priority,
      parentRunId: runId,
      annotations: [{ key: "Rerun.copyOf", value: runId, payload: { reason: reason ?? null } }],
      ...(actor === undefined ? {} : { actor }),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    };
    return runCreate.handle(context, parse("copy", runCreate.input, copy));
  },
});
