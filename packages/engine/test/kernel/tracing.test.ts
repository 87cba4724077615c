import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchSpan, inBatchSpan, inStageSpan } from "../../src/kernel/tracing.js";
import type { BegunStage } from "../../src/ports/begun-stage.js";

const exporter = new InMemorySpanExporter();
const contexts = new AsyncLocalStorageContextManager();

const begun: BegunStage = {
  run: {
    id: "run-1",
    workflowId: "digest",
    priority: 5,
    attempt: 0,
    startedAt: new Date(),
    input: {},
    config: {},
  },
  stage: {
    id: "row-1",
    stageId: "summarise",
    stageName: "Summarise",
    stageNumber: 2,
    executionGroup: 2,
    attempt: 1,
  },
  job: {
    jobId: "job-1",
    workflowRunId: "run-1",
    workflowId: "digest",
    stageId: "summarise",
    priority: 5,
    attempt: 3,
    maxAttempts: 3,
    payload: {},
    leaseToken: "token",
    stageAttempt: 1,
    leaseUntil: new Date(),
    runAt: new Date(0),
  },
  startedAt: new Date(),
  earlier: [],
};

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  context.setGlobalContextManager(contexts.enable());
});
beforeEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

const spans = () => exporter.getFinishedSpans();

test("a stage body's span says whose it is and how it ended", async () => {
  const outcome = await inStageSpan(begun, "worker-1", async () => ({ kind: "completed", output: 42 }));

  expect(outcome).toEqual({ kind: "completed", output: 42 });
  expect(spans()).toMatchObject([
    {
      name: "stageline.stage",
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        "stageline.workflow.id": "digest",
        "stageline.run.id": "run-1",
        "stageline.stage.id": "summarise",
        "stageline.stage.group": 2,
        "stageline.stage.attempt": 1,
        "stageline.stage.delivery": 3,
        "stageline.worker.id": "worker-1",
        "stageline.outcome": "completed",
      },
    },
  ]);
});

test("what the body traces itself nests under the stage's span", async () => {
  const own = trace.getTracer("the user's");

  await inStageSpan(begun, "worker-1", async () => {
    await Promise.resolve();
    await own.startActiveSpan("call a model", async (span) => span.end());
    return { kind: "completed" };
  });

  const [inner, stage] = spans();
  expect(inner?.name).toBe("call a model");
  expect(inner?.parentSpanContext?.spanId).toBe(stage?.spanContext().spanId);
  expect(inner?.spanContext().traceId).toBe(stage?.spanContext().traceId);
});

test("bodies at the same time keep their spans apart", async () => {
  const own = trace.getTracer("the user's");
  const body = (name: string) => async () => {
    await new Promise((resolve) => setImmediate(resolve));
    own.startSpan(name).end();
    return { kind: "completed" };
  };

  await Promise.all(["a", "b"].map((name) => inStageSpan(begun, name, body(name))));

  const byWorker = new Map(
    spans()
      .filter(({ name }) => name === "stageline.stage")
      .map((span) => [span.attributes["stageline.worker.id"], span.spanContext().spanId]),
  );
  for (const name of ["a", "b"])
    expect(spans().find((span) => span.name === name)?.parentSpanContext?.spanId).toBe(byWorker.get(name));
});

test("a failed stage is an error with its code and message", async () => {
  const failure = { code: "STAGE_TIMEOUT", message: "too slow", isRetryable: true };

  await inStageSpan(begun, "worker-1", async () => ({ kind: "failed", failure }));

  expect(spans()).toMatchObject([
    {
      status: { code: SpanStatusCode.ERROR, message: "too slow" },
      attributes: { "stageline.outcome": "failed", "error.type": "STAGE_TIMEOUT" },
      events: [{ name: "exception", attributes: { "exception.message": "too slow" } }],
    },
  ]);
});

test("what a body throws ends its span and is thrown on", async () => {
  const error = new Error("a bug of ours");

  await expect(inStageSpan(begun, "worker-1", () => Promise.reject(error))).rejects.toBe(error);

  expect(spans()).toMatchObject([{ status: { code: SpanStatusCode.ERROR, message: "a bug of ours" } }]);
});

test("a batch has a span of its own, whichever stage set it going", async () => {
  const stored = await inStageSpan(begun, "worker-1", async () => {
    const result = await inBatchSpan("settle", 3, async () => "stored");
    return { kind: result };
  });

  expect(stored).toEqual({ kind: "stored" });
  const [batch] = spans();
  expect(batch).toMatchObject({ name: "stageline.settle", attributes: { "stageline.batch.size": 3 } });
  expect(batch?.parentSpanContext).toBeUndefined();
});

test("a batch that cannot be written is an error", async () => {
  await expect(inBatchSpan("settle", 1, () => Promise.reject(new Error("no route")))).rejects.toThrow(
    "no route",
  );

  expect(spans()).toMatchObject([{ status: { code: SpanStatusCode.ERROR, message: "no route" } }]);
});

test("a batch that is told of afterwards covers the time it took, and an empty one leaves nothing", () => {
  batchSpan("begin", 0, 5);
  batchSpan("begin", 4, 250);

  const [batch, ...others] = spans();
  const [seconds = 0, nanoseconds = 0] = batch?.duration ?? [];
  expect(others).toEqual([]);
  expect(batch).toMatchObject({ name: "stageline.begin", attributes: { "stageline.batch.size": 4 } });
  expect(seconds * 1_000 + nanoseconds / 1e6).toBeGreaterThan(245);
  expect(seconds * 1_000 + nanoseconds / 1e6).toBeLessThan(2_000);
});
