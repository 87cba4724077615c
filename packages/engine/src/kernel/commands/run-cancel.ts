/**
 * Ends a run at once: the run and its open stages are CANCELLED, so are its jobs. A stage body at work notices at its
 * next heartbeat, through its signal; nothing it says is recorded any more.
 */

import { z } from "zod";
import { NotFoundError } from "../../domain/errors.js";
import { isTerminal, type Status } from "../../domain/status.js";
import { actorSchema, defineCommand } from "../command.js";
import { runEvent } from "../events.js";

export type Cancelled = { readonly cancelled: true } | { readonly cancelled: false; readonly status: Status };

/** Above any attempt: fences off all jobs of the stages. */
export const EVERY_ATTEMPT = 2_147_483_647;

export const runCancel = defineCommand({
  type: "run.cancel",
  input: z.object({
    runId: z.string(),
    reason: z.string().max(2_000).optional(),
    actor: actorSchema.optional(),
  }),
  async handle({ store, clock }, { runId, reason, actor }): Promise<Cancelled> {
    return store.transaction(async ({ persistence, jobs }) => {
      const run = await persistence.lockRun(runId);
      if (run === null) throw new NotFoundError("Run", runId);
      if (isTerminal(run.status)) return { cancelled: false, status: run.status };
      const now = clock.now();
      const errorMessage = reason === undefined ? "Cancelled" : `Cancelled: ${reason}`;
      await persistence.moveRun(runId, [run.status], {
        status: "CANCELLED",
        completedAt: now,
        duration: now.getTime() - (run.startedAt ?? run.createdAt).getTime(),
        errorMessage,
        errorCode: "CANCELLED",
      });
      const open = (await persistence.getStagesByRun(runId)).filter(({ status }) => !isTerminal(status));
      for (const stage of open) {
        const startedAt = stage.startedAt ?? now;
        await persistence.moveStage(stage.id, [stage.status], {
          status: "CANCELLED",
          completedAt: now,
          duration: now.getTime() - startedAt.getTime(),
          errorMessage,
          errorCode: "CANCELLED",
        });
      }
      await jobs.fenceOff(
        runId,
        open.map(({ stageId }) => stageId),
        EVERY_ATTEMPT,
      );
      await persistence.appendAnnotations([
        {
          workflowRunId: runId,
          attempt: run.attempt,
          scope: "run",
          key: "Cancel.reason",
          value: reason ?? null,
          ...(actor ? { actor } : {}),
        },
      ]);
      await persistence.appendOutboxEvents([
        runEvent(
          "workflow:cancelled",
          { runId, occurredAt: now, causationId: runId },
          { attempt: run.attempt, reason: reason ?? null },
        ),
      ]);
      return { cancelled: true };
    });
  },
});
