/**
 * Ends a run at once: the run and its open stages are CANCELLED, so are its jobs. A stage body at work notices at its
 * next heartbeat, through its signal; nothing it says is recorded any more.
 */

import { z } from "zod";
import { NotFoundError } from "../../domain/errors.js";
import { isTerminal, type Status } from "../../domain/status.js";
import type { RunEnded } from "../../ports/kernel-observer.js";
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
  async handle({ store, clock, observer, acted }, { runId, reason, actor }): Promise<Cancelled> {
    const { cancelled, ended } = await store.transaction(
      async ({ persistence, jobs }): Promise<{ cancelled: Cancelled; ended?: RunEnded }> => {
        const run = await persistence.lockRun(runId);
        if (run === null) throw new NotFoundError("Run", runId);
        if (isTerminal(run.status)) return { cancelled: { cancelled: false, status: run.status } };
        const now = clock.now();
        const tookMs = Math.max(0, now.getTime() - (run.startedAt ?? run.createdAt).getTime());
        const errorMessage = reason === undefined ? "Cancelled" : `Cancelled: ${reason}`;
        await persistence.moveRun(runId, [run.status], {
          status: "CANCELLED",
          completedAt: now,
          duration: tookMs,
          errorMessage,
          errorCode: "CANCELLED",
          openStages: 0,
        });
        const open = (await persistence.getStageStates([runId])).filter(({ status }) => !isTerminal(status));
        await jobs.fenceOff(
          runId,
          open.map(({ stageId }) => stageId),
          EVERY_ATTEMPT,
        );
        await persistence.moveStages(
          open.map((stage) => ({
            id: stage.id,
            from: [stage.status],
            data: {
              status: "CANCELLED",
              completedAt: now,
              duration: Math.max(0, now.getTime() - (stage.startedAt ?? now).getTime()),
              errorMessage,
              errorCode: "CANCELLED",
            },
          })),
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
        acted({ targetKind: "run", targetId: runId, reason, before: { status: run.status } });
        return {
          cancelled: { cancelled: true },
          ended: { runId, workflowId: run.workflowId, status: "CANCELLED", tookMs },
        };
      },
    );
    if (ended !== undefined) observer.runEnded?.(ended);
    return cancelled;
  },
});
