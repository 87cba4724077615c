/**
 * Runs a finished run again from a stage: its group and the later ones get a new attempt, the earlier ones are kept.
 *
 * Nothing is destroyed: replaced attempts stay with their output, logs, annotations and cost. Jobs of replaced
 * attempts are fenced off, so a late worker changes nothing.
 */

import { z } from "zod";
import { InvalidInputError, NotFoundError, RunStatusError } from "../../domain/errors.js";
import type { WorkflowStageRecord } from "../../domain/records.js";
import { isDone, isTerminal } from "../../domain/status.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import type { RunState } from "../../ports/engine-persistence.js";
import type { StoreScope } from "../../ports/kernel-store.js";
import { actorSchema, defineCommand } from "../command.js";
import { runEvent } from "../events.js";
import { validateRun } from "../run-validation.js";
import { startGroups } from "../start-group.js";
import { groupAt, groupOf, workflowShape } from "../workflow-lookup.js";
import { EVERY_ATTEMPT } from "./run-cancel.js";

const input = z.object({
  runId: z.string(),
  /** The first stage to run again; the others of its group run again with it. */
  stageId: z.string(),
  /** Default: the run's own. Only with a stage of the first group: later ones do not see the run's input. */
  input: z.unknown().optional(),
  /** Default: the run's own. */
  config: z.record(z.string(), z.unknown()).optional(),
  reason: z.string().max(2_000).optional(),
  actor: actorSchema.optional(),
  /** Only say what would happen. */
  dryRun: z.boolean().default(false),
});

export interface Rerun {
  readonly runId: string;
  /** The run's generation after the rerun. */
  readonly attempt: number;
  /** Stages that run again, in order. */
  readonly willRun: readonly string[];
  /** Stages whose outcome is kept, in order. */
  readonly kept: readonly string[];
}

export const runRerunFrom = defineCommand({
  type: "run.rerunFrom",
  input,
  async handle(context, command): Promise<Rerun> {
    const rerun = await context.store.transaction(async (scope) => {
      const run = await scope.persistence.lockRun(command.runId);
      if (run === null) throw new NotFoundError("Run", command.runId);
      if (!isTerminal(run.status)) {
        throw new RunStatusError(
          run.id,
          run.status,
          "only a run that has ended can be run again; cancel it first",
        );
      }
      const shape = await workflowShape(context, scope, run.workflowId);
      const group = groupOf(shape, command.stageId);
      if (group === undefined) throw new NotFoundError("Stage", command.stageId);
      const stages = await scope.persistence.getStagesByRun(run.id);
      requireEarlierGroups(run, shape, stages, group.number);
      const next = { input: command.input ?? run.input, config: command.config ?? run.config };
      if (command.input !== undefined && group.number > 1) {
        throw new InvalidInputError("input", [
          {
            path: [],
            message:
              "a new input needs a rerun from a stage of the first group: the later ones do not see it",
          },
        ]);
      }
      validateRun(context, shape, next);

      const idsOf = (wanted: (groupNumber: number) => boolean) =>
        shape.groups
          .filter(({ number }) => wanted(number))
          .flatMap(({ stages }) => stages.map(({ id }) => id));
      const rerun: Rerun = {
        runId: run.id,
        attempt: run.attempt + 1,
        willRun: idsOf((number) => number >= group.number),
        kept: idsOf((number) => number < group.number),
      };
      if (!command.dryRun)
        await replace(scope, run, rerun, {
          ...command,
          ...next,
          group: group.number,
          shape,
          now: context.clock.now(),
        });
      if (!command.dryRun) {
        context.acted({
          targetKind: "run",
          targetId: run.id,
          reason: command.reason,
          before: { status: run.status, attempt: run.attempt },
          after: { stageId: command.stageId, attempt: rerun.attempt, willRun: rerun.willRun },
        });
      }
      return rerun;
    });
    if (!command.dryRun) context.observer.workAppeared?.({ runs: 0, jobs: 1 });
    return rerun;
  },
});

/** @throws {RunStatusError} if an earlier group is not done, so that there is no output to go on from */
function requireEarlierGroups(
  run: RunState,
  shape: StoredWorkflow,
  stages: readonly WorkflowStageRecord[],
  group: number,
): void {
  for (const { number, stages: shapes } of shape.groups) {
    if (number >= group) return;
    for (const { id } of shapes) {
      const stage = stages.find(({ stageId }) => stageId === id);
      if (stage === undefined || !isDone(stage.status)) {
        throw new RunStatusError(
          run.id,
          run.status,
          `stage ${id} before it has no output: run again from ${id}`,
        );
      }
    }
  }
}

interface Replacement {
  readonly group: number;
  readonly shape: StoredWorkflow;
  readonly stageId: string;
  readonly input: unknown;
  readonly config: unknown;
  readonly reason?: string | undefined;
  readonly actor?: z.output<typeof actorSchema> | undefined;
  readonly now: Date;
}

async function replace(
  scope: StoreScope,
  run: RunState,
  rerun: Rerun,
  replacement: Replacement,
): Promise<void> {
  const { persistence, jobs } = scope;
  const { group, shape, stageId, config, reason, actor, now } = replacement;
  const { attempt } = rerun;
  await persistence.moveRun(run.id, [run.status], {
    status: "RUNNING",
    attempt,
    completedAt: null,
    duration: null,
    output: null,
    errorMessage: null,
    errorCode: null,
    input: replacement.input,
    config,
    definitionHash: shape.contentHash,
    openStages: groupAt(shape, group)?.stages.length ?? 0,
    ...(run.startedAt === null ? { startedAt: now } : {}),
  });
  await jobs.fenceOff(run.id, rerun.willRun, EVERY_ATTEMPT);
  await persistence.supersedeStages(run.id, group);
  await persistence.appendAnnotations([
    {
      workflowRunId: run.id,
      attempt,
      scope: "run",
      key: "Rerun.from",
      value: stageId,
      payload: { reason: reason ?? null, willRun: rerun.willRun, previousStatus: run.status, config },
      ...(actor ? { actor } : {}),
    },
  ]);
  await persistence.appendOutboxEvents([
    runEvent(
      "workflow:rerun",
      { runId: run.id, occurredAt: now, causationId: run.id },
      { attempt, stageId, reason: reason ?? null },
    ),
  ]);
  const target = groupAt(shape, group);
  if (target !== undefined)
    await startGroups(scope, [{ run: { ...run, attempt, config }, group: target }], now);
}
