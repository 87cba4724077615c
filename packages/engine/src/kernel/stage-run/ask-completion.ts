/**
 * Asks a suspended stage whether what it waits for is done, and says what follows from the answer.
 *
 * The work is never handed over again: whatever goes wrong here, the stage waits on or fails.
 */

import { backoffMs } from "../../domain/backoff.js";
import { type AnyStage, isSuspending } from "../../domain/definition/any-stage.js";
import { EngineError } from "../../domain/errors.js";
import type { Failure } from "../failure.js";
import type { KernelContext } from "../kernel-context.js";
import type { Wait } from "./begin-polls.js";
import { type Body, type BodyOutcome, completedWith, runCode } from "./run-code.js";
import type { Suspension } from "./settlement.js";
import { completionOf } from "./stage-answers.js";

/** What a stage waited for was not done in time. */
export class WaitExpiredError extends EngineError {
  override readonly name = "WaitExpiredError";
  readonly code = "WAIT_EXPIRED";
  readonly isRetryable = false;

  constructor(stageId: string, { maxWaitUntil }: Wait, polls: number) {
    const asked = polls === 1 ? "once" : `${polls} times`;
    super(
      `What stage ${stageId} waits for was not done by ${maxWaitUntil.toISOString()}; it was asked ${asked}`,
    );
  }
}

/** @param timeoutMs milliseconds that the question may take */
export async function askCompletion(
  kernel: KernelContext,
  body: Body,
  wait: Wait,
  timeoutMs: number,
): Promise<BodyOutcome> {
  const { definition, report } = body;
  const outcome = isSuspending(definition)
    ? await runCode(kernel, body, {
        timeoutMs,
        async run(ctx) {
          if (wait.wasAskedLast) throw new WaitExpiredError(definition.id, wait, wait.pollCount);
          const answer = completionOf(await definition.checkCompletion(ctx, wait.state));
          if (answer.ready) return completedWith(definition, answer.output);
          const { state, pollInMs: interval = definition.pollIntervalMs } = answer;
          const next = { state, interval, inMs: interval };
          const again = askAgain(wait, next, kernel.clock.now());
          if (again === undefined) throw new WaitExpiredError(definition.id, wait, wait.pollCount + 1);
          return again;
        },
      })
    : ({ kind: "failed", failure: notSuspending(definition) } as const);
  if (outcome.kind !== "failed" || !outcome.failure.isRetryable) return outcome;

  const trouble = outcome.failure;
  const again = askAgain(wait, { ...afterTrouble(definition, wait), trouble }, kernel.clock.now());
  if (again === undefined) return outcome;
  const { nextPollAt } = again;
  report.log("WARN", `Asking did not work, next time ${nextPollAt.toISOString()}: ${trouble.message}`);
  return again;
}

interface Next {
  readonly state?: unknown;
  /** Milliseconds, from which a longer one is made if asking does not work. */
  readonly interval: number;
  /** Milliseconds until it is asked. */
  readonly inMs: number;
  readonly trouble?: Failure;
}

/** @returns undefined when the wait is over */
function askAgain(
  { maxWaitUntil, pollCount }: Wait,
  { state, interval, inMs, trouble }: Next,
  now: Date,
): Suspension | undefined {
  if (now >= maxWaitUntil) return undefined;
  return {
    kind: "suspended",
    state,
    nextPollAt: new Date(Math.min(now.getTime() + inMs, maxWaitUntil.getTime())),
    pollInterval: Math.round(interval),
    maxWaitUntil,
    pollCount: pollCount + 1,
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** Twice the last interval, spread by ±50 %; above the retry policy's cap only if it was asked as seldom before. */
function afterTrouble({ retry }: AnyStage, { pollInterval }: Wait): Next {
  const capMs = Math.max(retry.capMs, pollInterval);
  const interval = Math.min(capMs, Math.max(retry.baseMs, pollInterval * 2));
  return { interval, inMs: backoffMs(1, { baseMs: interval, capMs }) };
}

/** A process with another version of the workflow asks; one with the right version may come. */
const notSuspending = ({ id }: AnyStage): Failure => ({
  code: "INVALID_DEFINITION",
  message: `Stage ${id} waits for something, but is defined here as one that does not`,
  isRetryable: true,
});
