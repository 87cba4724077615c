/** Runs the user's code of a stage, outside any transaction, and says how it ended. */

import type { AnyStage } from "../../domain/definition/stage.js";
import type { WorkflowDefinition } from "../../domain/definition/workflow.js";
import { EngineError, InvalidInputError } from "../../domain/errors.js";
import { outputOf } from "../advance.js";
import { parse } from "../command.js";
import { describeMismatch, type Failure, failureOf } from "../failure.js";
import type { KernelContext } from "../kernel-context.js";
import { stageConfig } from "../start-group.js";
import type { AnnotationBuffer } from "./annotation-buffer.js";
import type { LiveReport } from "./live-report.js";
import { stageContext } from "./stage-context.js";
import type { StartedStage } from "./started-stage.js";

export type BodyOutcome =
  | { readonly kind: "completed"; readonly output: unknown }
  | { readonly kind: "failed"; readonly failure: Failure }
  /** The outcome is nobody's business any more: cancelled, lease lost, or the worker stops. */
  | { readonly kind: "abandoned" };

/** The stage took longer than its `timeoutMs`. */
export class StageTimeoutError extends EngineError {
  override readonly name = "StageTimeoutError";
  readonly code = "STAGE_TIMEOUT";

  constructor(stageId: string, timeoutMs: number) {
    super(`Stage ${stageId} did not finish within ${timeoutMs} ms`);
  }
}

interface Body {
  readonly workflow: WorkflowDefinition;
  readonly definition: AnyStage;
  readonly started: StartedStage;
  readonly annotations: AnnotationBuffer;
  readonly report: LiveReport;
  /** Aborts when the outcome is not wanted any more. */
  readonly signal: AbortSignal;
}

export async function runBody(kernel: KernelContext, body: Body): Promise<BodyOutcome> {
  const { definition, signal } = body;
  const timeout = new AbortController();
  const timer =
    definition.timeoutMs === undefined
      ? undefined
      : setTimeout(
          () => timeout.abort(new StageTimeoutError(definition.id, definition.timeoutMs ?? 0)),
          definition.timeoutMs,
        );
  try {
    const bodySignal = AbortSignal.any([signal, timeout.signal]);
    const output = await untilAborted(execute(kernel, body, bodySignal), bodySignal);
    return signal.aborted ? { kind: "abandoned" } : { kind: "completed", output };
  } catch (error) {
    if (signal.aborted) return { kind: "abandoned" };
    return { kind: "failed", failure: failureOf(timeout.signal.aborted ? timeout.signal.reason : error) };
  } finally {
    clearTimeout(timer);
  }
}

async function execute(kernel: KernelContext, body: Body, signal: AbortSignal): Promise<unknown> {
  const { definition, started } = body;
  const { input: inputSchema, output: outputSchema, config: configSchema } = definition.schemas;
  try {
    const given = givenInput(body);
    const input = parse("input", inputSchema, given);
    const config =
      configSchema === undefined
        ? undefined
        : parse("config", configSchema, stageConfig(started.run.config, definition.id) ?? {});
    const output = await definition.execute(stageContext(kernel, { ...body, input, config, signal }));
    return parse("output", outputSchema, output);
  } catch (error) {
    throw error instanceof InvalidInputError ? describeMismatch(definition.id, error) : error;
  }
}

/** The first group gets the run's input, a later one what the group before it gave. */
function givenInput({ workflow, started }: Body): unknown {
  const { stage, previousGroup, run } = started;
  if (stage.executionGroup === 1) return parse("input", workflow.input, run.input);
  return outputOf(previousGroup);
}

/** A body that ignores its signal is left behind: it cannot be stopped, but nobody waits for it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
