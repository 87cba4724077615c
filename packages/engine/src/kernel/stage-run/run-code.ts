/** Runs code of a stage outside any transaction, and says how it ended. */

import type { AnyStage } from "../../domain/definition/any-stage.js";
import type { StageContext } from "../../domain/definition/stage.js";
import type { WorkflowDefinition } from "../../domain/definition/workflow.js";
import { EngineError, InvalidInputError } from "../../domain/errors.js";
import type { BegunStage } from "../../ports/begun-stage.js";
import { outputOf } from "../advance.js";
import { parse } from "../command.js";
import { describeMismatch, failureOf } from "../failure.js";
import type { KernelContext } from "../kernel-context.js";
import { stageConfig } from "../planned-group.js";
import type { AnnotationBuffer } from "./annotation-buffer.js";
import type { CallGate } from "./call-gate.js";
import type { LiveReport } from "./live-report.js";
import type { Outcome } from "./settlement.js";
import { stageContext } from "./stage-context.js";
import type { StageModels } from "./stage-models.js";

export type BodyOutcome =
  | Outcome
  /** The outcome is nobody's business any more: cancelled, lease lost, or the worker stops. */
  | { readonly kind: "abandoned" };

/** The stage's code took longer than it may. */
export class StageTimeoutError extends EngineError {
  override readonly name = "StageTimeoutError";
  readonly code = "STAGE_TIMEOUT";

  constructor(stageId: string, timeoutMs: number) {
    super(`Stage ${stageId} did not finish within ${timeoutMs} ms`);
  }
}

export interface Body {
  readonly workflow: WorkflowDefinition;
  readonly definition: AnyStage;
  readonly begun: BegunStage;
  readonly annotations: AnnotationBuffer;
  readonly report: LiveReport;
  readonly gate: CallGate;
  readonly models: StageModels;
  /** Aborts when the outcome is not wanted any more. */
  readonly signal: AbortSignal;
}

export interface StageCode {
  /** Default: no limit. */
  readonly timeoutMs: number | undefined;
  run(ctx: StageContext<unknown, unknown>): Promise<Outcome>;
}

/** The longest time that a timer can count, in milliseconds. */
const LONGEST_TIMER_MS = 2_147_483_647;

export async function runCode(
  kernel: KernelContext,
  body: Body,
  { timeoutMs, run }: StageCode,
): Promise<BodyOutcome> {
  const { definition, signal } = body;
  const limit = limitOf(definition, timeoutMs);
  // A signal made of two is dear: most stages have no limit of their own.
  const codeSignal = limit === undefined ? signal : AbortSignal.any([signal, limit.signal]);
  try {
    const work = inContext(kernel, body, codeSignal, run);
    const outcome = await untilAborted(work, codeSignal);
    return signal.aborted ? { kind: "abandoned" } : outcome;
  } catch (error) {
    if (signal.aborted) return { kind: "abandoned" };
    return { kind: "failed", failure: failureOf(limit?.signal.aborted ? limit.signal.reason : error) };
  } finally {
    limit?.clear();
  }
}

function limitOf(
  { id }: AnyStage,
  timeoutMs: number | undefined,
): { signal: AbortSignal; clear(): void } | undefined {
  if (timeoutMs === undefined || timeoutMs > LONGEST_TIMER_MS) return undefined;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new StageTimeoutError(id, timeoutMs)), timeoutMs);
  return { signal: timeout.signal, clear: () => clearTimeout(timer) };
}

async function inContext(
  kernel: KernelContext,
  body: Body,
  signal: AbortSignal,
  run: StageCode["run"],
): Promise<Outcome> {
  const { definition, begun } = body;
  const { input: inputSchema, config: configSchema } = definition.schemas;
  try {
    const input = parse("input", inputSchema, givenInput(body));
    const config =
      configSchema === undefined
        ? undefined
        : parse("config", configSchema, stageConfig(begun.run.config, definition.id) ?? {});
    return await run(stageContext(kernel, { ...body, input, config, signal }));
  } catch (error) {
    throw error instanceof InvalidInputError ? describeMismatch(definition.id, error) : error;
  }
}

/** @throws {InvalidInputError} if the output does not fit its schema */
export const completedWith = ({ schemas }: AnyStage, output: unknown): Outcome => ({
  kind: "completed",
  output: parse("output", schemas.output, output),
});

/** The first group gets the run's input, a later one what the group before it gave. */
function givenInput({ workflow, begun: { stage, run, earlier } }: Body): unknown {
  if (stage.executionGroup === 1) return parse("input", workflow.input, run.input);
  return outputOf(earlier.filter(({ executionGroup }) => executionGroup === stage.executionGroup - 1));
}

/** Code that ignores its signal is left behind: it cannot be stopped, but nobody waits for it. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
