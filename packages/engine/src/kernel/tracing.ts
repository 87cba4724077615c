/**
 * OpenTelemetry spans of what the kernel does.
 *
 * Only the API is used: without a registered SDK every call here is a no-op. A stage body runs with its span active,
 * so spans of the user's own code, of AI SDKs and of database drivers nest under it.
 */

import { type Attributes, SpanStatusCode, trace } from "@opentelemetry/api";
import type { BegunStage } from "../ports/begun-stage.js";
import type { BatchWritten } from "../ports/kernel-observer.js";
import type { KernelStore } from "../ports/kernel-store.js";
import type { Failure } from "./failure.js";

const tracer = trace.getTracer("@stageline/engine");

/** What the span reads of a body's outcome. */
interface EndedBody {
  readonly kind: string;
  readonly failure?: Failure;
}

/** What the spans need of the store: what it takes out of text stays out of them too. */
type Redacts = Pick<KernelStore, "redact">;

/** Runs a stage body inside a span `stageline.stage`; a failure is the span's error. */
export function inStageSpan<Outcome extends EndedBody>(
  begun: BegunStage,
  workerId: string,
  body: () => Promise<Outcome>,
  store: Redacts = {},
): Promise<Outcome> {
  return tracer.startActiveSpan(
    "stageline.stage",
    { attributes: stageAttributes(begun, workerId) },
    async (span) => {
      try {
        const outcome = await body();
        span.setAttribute("stageline.outcome", outcome.kind);
        if (outcome.failure !== undefined) {
          const { code } = outcome.failure;
          const message = redacted(store, outcome.failure.message);
          span.setAttribute("error.type", code);
          span.recordException({ name: code, message });
          span.setStatus({ code: SpanStatusCode.ERROR, message });
        }
        return outcome;
      } catch (error) {
        failed(span, error, store);
        throw error;
      } finally {
        span.end();
      }
    },
  );
}

/**
 * Writes a batch inside a span `stageline.<kind>`. It has no parent: a batch belongs to many stages, and none of them
 * is the one that caused it.
 */
export function inBatchSpan<Result>(
  kind: BatchWritten["kind"],
  size: number,
  write: () => Promise<Result>,
  store: Redacts = {},
): Promise<Result> {
  const options = { root: true, attributes: { "stageline.batch.size": size } };
  return tracer.startActiveSpan(`stageline.${kind}`, options, async (span) => {
    try {
      return await write();
    } catch (error) {
      failed(span, error, store);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The span of a batch whose size shows at its end. An empty one is not worth a span: an idle worker makes many. */
export function batchSpan(kind: BatchWritten["kind"], size: number, tookMs: number): void {
  if (size === 0) return;
  const startTime = performance.timeOrigin + performance.now() - tookMs;
  const attributes = { "stageline.batch.size": size };
  tracer.startSpan(`stageline.${kind}`, { root: true, startTime, attributes }).end();
}

function failed(span: ReturnType<typeof tracer.startSpan>, error: unknown, store: Redacts): void {
  const message = redacted(store, error instanceof Error ? error.message : String(error));
  span.recordException(error instanceof Error ? shown(error, message, store) : message);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

const redacted = ({ redact }: Redacts, text: string): string => redact?.(text, "span.error") ?? text;

const shown = ({ name, stack }: Error, message: string, store: Redacts) => ({
  name,
  message,
  ...(stack === undefined ? {} : { stack: redacted(store, stack) }),
});

const stageAttributes = ({ run, stage, job }: BegunStage, workerId: string): Attributes => ({
  "stageline.workflow.id": run.workflowId,
  "stageline.run.id": run.id,
  "stageline.stage.id": stage.stageId,
  "stageline.stage.name": stage.stageName,
  "stageline.stage.group": stage.executionGroup,
  "stageline.stage.attempt": stage.attempt,
  "stageline.stage.delivery": job.attempt,
  "stageline.worker.id": workerId,
});
