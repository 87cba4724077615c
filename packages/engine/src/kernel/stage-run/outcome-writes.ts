/** What one outcome changes: its job, its stage, and the events that tell of it. */

import { backoffMs } from "../../domain/backoff.js";
import type { Hold } from "../../domain/hold.js";
import type { StageMove } from "../../ports/engine-persistence.js";
import type { JobEnding } from "../../ports/job-queue.js";
import type { CreateOutboxEventInput } from "../../ports/workflow-persistence.js";
import { stageEvent } from "../events.js";
import type { Failure } from "../failure.js";
import { isRetried, type Settlement, type Suspension } from "./settlement.js";

export interface StageOutcome {
  readonly ending: JobEnding;
  readonly move: StageMove;
  readonly events: readonly CreateOutboxEventInput[];
}

/** The stage's last report on its progress goes with the outcome: once it has ended, none is taken any more. */
export function stageOutcome(settlement: Settlement): StageOutcome {
  const written = outcomeOf(settlement);
  const { progress } = settlement.report;
  if (progress === null) return written;
  const told = { progress: progress.fraction, progressText: progress.message };
  return { ...written, move: { ...written.move, data: { ...told, ...written.move.data } } };
}

function outcomeOf(settlement: Settlement): StageOutcome {
  const { outcome } = settlement;
  switch (outcome.kind) {
    case "completed":
      return completion(settlement, outcome.output);
    case "suspended":
      return suspension(settlement, outcome);
    case "held":
      return held(settlement, outcome.hold);
    case "failed":
      return isRetried(settlement)
        ? retry(settlement, outcome.failure)
        : failure(settlement, outcome.failure);
  }
}

const leaseOf = ({ begun: { job } }: Settlement) => ({ jobId: job.jobId, leaseToken: job.leaseToken });

const factsOf = ({ begun: { run, job }, endedAt }: Settlement) => ({
  runId: run.id,
  occurredAt: endedAt,
  causationId: job.jobId,
});

/** Milliseconds from the delivery's start to its end. */
export const durationOf = ({ begun, endedAt }: Settlement): number =>
  Math.max(0, endedAt.getTime() - begun.startedAt.getTime());

export const completedEvent = (settlement: Settlement): CreateOutboxEventInput =>
  stageEvent("stage:completed", factsOf(settlement), settlement.begun.stage, {
    durationMs: durationOf(settlement),
  });

/** A stage that was waited for is not asked any more. */
const waitOver = ({ heldAs, endedAt, pollCount }: Settlement) =>
  heldAs === "SUSPENDED"
    ? { nextPollAt: null, resumedAt: endedAt, ...(pollCount === undefined ? {} : { pollCount }) }
    : {};

function completion(settlement: Settlement, output: unknown): StageOutcome {
  const { begun, endedAt, heldAs } = settlement;
  return {
    ending: { ...leaseOf(settlement), status: "COMPLETED" },
    move: {
      id: begun.stage.id,
      from: [heldAs],
      data: {
        status: "COMPLETED",
        completedAt: endedAt,
        duration: durationOf(settlement),
        outputData: output,
        progress: 1,
        // What went wrong on the way is told by the events; a completed stage has no error.
        errorMessage: null,
        errorCode: null,
        ...waitOver(settlement),
      },
    },
    events: [completedEvent(settlement)],
  };
}

function failure(settlement: Settlement, { code, message }: Failure): StageOutcome {
  const { begun, endedAt, heldAs } = settlement;
  return {
    ending: { ...leaseOf(settlement), status: "FAILED", error: message },
    move: {
      id: begun.stage.id,
      from: [heldAs],
      data: {
        status: "FAILED",
        completedAt: endedAt,
        duration: durationOf(settlement),
        errorMessage: message,
        errorCode: code,
        ...waitOver(settlement),
      },
    },
    events: [
      stageEvent("stage:failed", factsOf(settlement), begun.stage, {
        delivery: begun.job.attempt,
        error: message,
        code,
      }),
    ],
  };
}

function retry(settlement: Settlement, { code, message }: Failure): StageOutcome {
  const { begun, definition, endedAt } = settlement;
  const retryInMs = backoffMs(begun.job.attempt, definition.retry);
  const retryAt = new Date(endedAt.getTime() + retryInMs).toISOString();
  return {
    ending: { ...leaseOf(settlement), status: "PENDING", error: message, retryInMs },
    move: {
      id: begun.stage.id,
      from: [settlement.heldAs],
      data: { status: "PENDING", errorMessage: message, errorCode: code },
    },
    events: [
      stageEvent("stage:retrying", factsOf(settlement), begun.stage, {
        delivery: begun.job.attempt,
        error: message,
        retryAt,
      }),
    ],
  };
}

/** As before it was begun, but for what it cost: no event tells of it, the job's reason does. */
function held(settlement: Settlement, hold: Hold): StageOutcome {
  return {
    ending: { ...leaseOf(settlement), status: "HELD", hold },
    move: {
      id: settlement.begun.stage.id,
      from: [settlement.heldAs],
      data: { status: "PENDING", errorMessage: null, errorCode: null },
    },
    events: [],
  };
}

function suspension(settlement: Settlement, outcome: Suspension): StageOutcome {
  const { begun, endedAt, heldAs } = settlement;
  const { state, nextPollAt, pollInterval, maxWaitUntil, pollCount, trouble } = outcome;
  return {
    ending: { ...leaseOf(settlement), status: "SUSPENDED", nextPollAt },
    move: {
      id: begun.stage.id,
      from: [heldAs],
      data: {
        status: "SUSPENDED",
        suspendedState: state,
        nextPollAt,
        pollInterval,
        maxWaitUntil,
        pollCount,
        ...(heldAs === "RUNNING" ? { suspendedAt: endedAt } : {}),
        errorMessage: trouble?.message ?? null,
        errorCode: trouble?.code ?? null,
      },
    },
    events:
      heldAs === "RUNNING"
        ? [
            stageEvent("stage:suspended", factsOf(settlement), begun.stage, {
              nextPollAt: nextPollAt.toISOString(),
              maxWaitUntil: maxWaitUntil.toISOString(),
            }),
          ]
        : [],
  };
}
