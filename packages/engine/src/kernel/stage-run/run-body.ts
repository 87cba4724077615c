/** The body of a stage: all of its work, or the handing over of work that is done elsewhere. */

import { isSuspending } from "../../domain/definition/any-stage.js";
import type { AsyncBatchStageDefinition, Suspend } from "../../domain/definition/async-batch-stage.js";
import type { KernelContext } from "../kernel-context.js";
import { type Body, type BodyOutcome, completedWith, runCode } from "./run-code.js";
import type { Suspension } from "./settlement.js";
import { submissionOf } from "./stage-answers.js";

export function runBody(kernel: KernelContext, body: Body): Promise<BodyOutcome> {
  const { definition } = body;
  return runCode(kernel, body, {
    timeoutMs: definition.timeoutMs,
    async run(ctx) {
      if (!isSuspending(definition)) return completedWith(definition, await definition.execute(ctx));
      const answer = submissionOf(await definition.submit(ctx));
      if ("output" in answer) return completedWith(definition, answer.output);
      return suspensionOf(definition, answer, kernel.clock.now());
    },
  });
}

function suspensionOf(
  { pollIntervalMs, maxWaitMs: longestWaitMs }: AsyncBatchStageDefinition,
  { suspend: { state, pollInMs = pollIntervalMs, maxWaitMs = longestWaitMs } }: Suspend<unknown>,
  now: Date,
): Suspension {
  return {
    kind: "suspended",
    state: state ?? null,
    nextPollAt: new Date(now.getTime() + Math.min(pollInMs, maxWaitMs)),
    pollInterval: Math.round(pollInMs),
    maxWaitUntil: new Date(now.getTime() + maxWaitMs),
    pollCount: 0,
  };
}
