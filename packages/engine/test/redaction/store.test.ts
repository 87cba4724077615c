/** A store that takes secrets out is found through by the same names as before, and refuses what it cannot rename. */

import { context, trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import { createRun, createStage, runInput } from "../../src/testing/factories.js";
import { sampleWorkflow } from "../kernel/workflows.js";
import { openSearchable, SEARCHABLE, type Searchable } from "./haystack.js";

const KEY = `sk-${"proj"}-${"a1B2c3D4e5F6g7H8i9J0"}`;
const OTHER = `${KEY}x`;

let opened: Searchable;
afterEach(() => opened.discard());

describe.each(SEARCHABLE)("with redaction on %s", (kind) => {
  const open = async (level: "records" | "everything" = "everything") => {
    opened = await openSearchable(kind, { level });
    return opened.store;
  };

  test("a command is found again by an idempotency key that holds a secret, and another key is another", async () => {
    const store = await open();
    const kernel = createKernel({ store, workflows: [sampleWorkflow()] });
    const create = (idempotencyKey: string) =>
      kernel.dispatch("run.create", { workflowId: "sample", input: { text: "a" }, idempotencyKey });

    const [first, again, other] = [await create(KEY), await create(KEY), await create(OTHER)];

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("a run whose id holds a secret is refused, without repeating it", async () => {
    const store = await open("records");
    const kernel = createKernel({ store, workflows: [sampleWorkflow()] });

    const refused = kernel.dispatch("run.create", {
      workflowId: "sample",
      input: { text: "a" },
      runId: `run-${KEY}`,
    });

    await expect(refused).rejects.toMatchObject({
      code: "UNSTORABLE_VALUE",
      message: expect.not.stringContaining(KEY.slice(8)),
    });
    await expect(store.persistence.createRun(runInput({ id: KEY }))).rejects.toThrow("looks like a secret");
  });

  test("stored values and annotations are found by names that hold secrets", async () => {
    const store = await open();
    const { id } = await createRun(store);
    const save = (key: string, data: unknown) =>
      store.persistence.saveArtifact({ workflowRunId: id, key, type: "ARTIFACT", data, size: 1 });
    await save(`a/${KEY}`, "first");
    await save(`a/${OTHER}`, "second");
    await store.persistence.appendAnnotations([
      { workflowRunId: id, scope: "run", key: KEY, value: 1, actor: { id: KEY } },
      { workflowRunId: id, scope: "run", key: OTHER, value: 2 },
    ]);

    expect(await store.persistence.loadArtifact(id, `a/${KEY}`)).toBe("first");
    expect(await store.persistence.loadArtifact(id, `a/${OTHER}`)).toBe("second");
    await store.persistence.deleteArtifact(id, `a/${OTHER}`);
    expect(await store.persistence.hasArtifact(id, `a/${OTHER}`)).toBe(false);
    const found = await store.persistence.listAnnotations(id, { key: KEY, actorId: KEY });
    expect(found.map(({ value }) => value)).toEqual([1]);
  });

  test("calls are counted under a topic that holds a secret, and a batch is recorded once", async () => {
    const store = await open();
    const call = { callType: "generate", modelKey: "m", modelId: "m", prompt: KEY, response: "", cost: 1 };
    const tokens = { inputTokens: 1, outputTokens: 2 };

    await store.aiCalls.logBatchResults(KEY, [{ ...call, ...tokens, topic: `w.${KEY}.a` }]);
    await store.aiCalls.logBatchResults(KEY, [{ ...call, ...tokens, topic: `w.${KEY}.a` }]);

    expect(await store.aiCalls.isRecorded(KEY)).toBe(true);
    expect(await store.aiCalls.isRecorded(OTHER)).toBe(false);
    expect(await store.aiCalls.getStats(`w.${KEY}`)).toMatchObject({ totalCalls: 1, totalCost: 1 });
    expect(await store.aiCalls.getStats(`w.${OTHER}`)).toMatchObject({ totalCalls: 0 });
  });

  test("suspended state keeps what finds the work again, a transaction its redaction", async () => {
    const store = await open();
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    const handle = {
      provider: "anthropic",
      batchId: "msgbatch_013Zva2CMHLNnXjNJJKqJ2EF",
      submittedAt: "2026-01-31T12:00:00.000Z",
      size: 3,
    };

    await store.transaction(({ persistence }) =>
      persistence.withTransaction((tx) =>
        tx.updateStage(stage.id, { status: "SUSPENDED", suspendedState: { handle, note: KEY } }),
      ),
    );

    expect((await store.persistence.getStageById(stage.id))?.suspendedState).toEqual({
      handle,
      note: "[redacted:openai-key]",
    });
  });
});

test("with metadata only, nothing of a call but its size and hash is kept", async () => {
  opened = await openSearchable("sqlite", { level: "off", aiContent: "metadata" });
  const said = { prompt: "geheim", system: "geheim", response: "geheim", reasoning: "geheim" };

  await opened.store.aiCalls.write([
    {
      ...said,
      topic: "a",
      callType: "generate",
      modelKey: "m",
      modelId: "m",
      cost: 1,
      inputTokens: 1,
      outputTokens: 1,
      toolCalls: [{ toolName: "search", input: "geheim" }],
    },
  ]);

  const kept = [...(await opened.contents())].filter(([column]) => column.startsWith("ai_calls."));
  expect(kept.map(([, text]) => text).join()).not.toContain("geheim");
  expect(kept.map(([, text]) => text).join()).toContain("[not kept: 6 characters, sha256 ");
});

test("a span tells a failure without the secret in it", async () => {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  opened = await openSearchable("memory", { level: "records" });
  const { store } = opened;
  const workflow = sampleWorkflow({
    measure() {
      throw new Error(`no access with ${KEY}`);
    },
  });
  const kernel = createKernel({ store, workflows: [workflow] });
  await kernel.dispatch("run.create", { workflowId: "sample", input: { text: "a" } });
  await kernel.dispatch("run.claimPending", {});
  const [job] = await kernel.dispatch("job.begin", { limit: 1, leaseMs: 60_000 });
  if (job === undefined) throw new Error("There is no job");

  await kernel.dispatch("job.execute", { job });

  trace.disable();
  context.disable();
  const told = exporter
    .getFinishedSpans()
    .map(({ name, status, events, attributes }) => JSON.stringify({ name, status, events, attributes }));
  expect(told.join()).toContain("no access with [redacted:openai-key]");
  expect(told.join()).not.toContain(KEY.slice(8));
});
