/** A run as wide as none in practice: thousands of stages, in groups of many at a time. Plausible, and made up. */

import type { Store } from "@stageline/engine/store";

export interface WideRun {
  readonly stages: number;
  /** Stages in a group. Default: 250. */
  readonly parallel?: number;
}

const BATCH = 500;
const MINUTE = 60_000;

/** @returns the run's id */
export async function writeWideRun(
  { persistence }: Pick<Store, "persistence">,
  { stages, parallel = 250 }: WideRun,
): Promise<string> {
  const run = await persistence.createRun({
    workflowId: "synthetic-fan-out",
    workflowName: "Synthetic fan-out",
    workflowType: "synthetic-fan-out",
    input: {},
  });
  const groups = Math.ceil(stages / parallel);
  const start = run.createdAt.getTime() - groups * MINUTE;
  const made = Array.from({ length: stages }, (_, index) => executionOf(index, parallel, start));
  for (let at = 0; at < made.length; at += BATCH) {
    const batch = made.slice(at, at + BATCH);
    const records = await persistence.createStages(
      batch.map(({ number, group, queuedAt, startedAt }) => ({
        workflowRunId: run.id,
        stageId: `stage-${number}`,
        stageName: `Stage ${number}`,
        stageNumber: number,
        executionGroup: group,
        status: "RUNNING" as const,
        queuedAt,
        startedAt,
      })),
    );
    await persistence.moveStages(
      records.map(({ id }, index) => ({
        id,
        from: ["RUNNING" as const],
        data: batch[index]?.ending ?? {},
      })),
    );
  }
  const startedAt = new Date(start);
  const completedAt = new Date(start + groups * MINUTE);
  await persistence.moveRun(run.id, ["PENDING"], {
    status: "COMPLETED",
    startedAt,
    completedAt,
    duration: groups * MINUTE,
  });
  return run.id;
}

/** One stage of a group that takes about a minute; some wait outside for a while, a few fail. */
function executionOf(index: number, parallel: number, start: number) {
  const random = randomOf(index);
  const group = Math.floor(index / parallel) + 1;
  const queued = start + (group - 1) * MINUTE + random() * 2000;
  const began = queued + random() * 8000;
  const ms = 1000 + random() * 45_000;
  const isSuspended = random() < 0.15;
  const hasFailed = random() < 0.02;
  return {
    number: index + 1,
    group,
    queuedAt: new Date(queued),
    startedAt: new Date(began),
    ending: {
      status: hasFailed ? ("FAILED" as const) : ("COMPLETED" as const),
      completedAt: new Date(began + ms),
      duration: Math.round(ms),
      ...(hasFailed ? { errorMessage: "429 from the model's provider" } : {}),
      ...(isSuspended
        ? { suspendedAt: new Date(began + ms * 0.2), resumedAt: new Date(began + ms * 0.8), pollCount: 3 }
        : {}),
    },
  };
}

/** The same numbers every time. */
function randomOf(seed: number): () => number {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
