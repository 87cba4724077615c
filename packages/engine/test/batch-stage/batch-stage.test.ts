import { afterEach, describe, expect, test } from "vitest";
import { KERNEL_STORES, type Workbench, workbench } from "../kernel/workbench.js";
import { away, COST_PER_CALL, openProvider, type Provider, said } from "./provider.js";
import { type DescribeOptions, describingWorkflow } from "./workflow.js";

describe.each(KERNEL_STORES)("a batch stage on %s", (kind) => {
  let bench: Workbench;
  let provider: Provider;
  afterEach(() => bench.discard());

  /** A run that has come to its batch. */
  const started = async (
    options: Partial<DescribeOptions> = {},
    { count = 3, arrange = () => {} }: { count?: number; arrange?: (provider: Provider) => void } = {},
  ) => {
    provider = openProvider();
    arrange(provider);
    bench = await workbench(kind, describingWorkflow({ model: provider.model, ...options }));
    const runId = await bench.create(count);
    await bench.drain();
    return runId;
  };
  /** Asks until a suspended stage was asked, and works on. */
  const ask = async () => {
    const asked = async () => (await bench.kernel.dispatch("stage.pollSuspended", {})).claimed;
    await expect.poll(asked, { interval: 2, timeout: 10_000 }).toBe(1);
    await bench.drain();
  };
  const callsOf = async (runId: string) =>
    (await bench.store.read.aiCalls.list({ runId, limit: 100, direction: "after" })).rows;
  const describeOf = async (runId: string) =>
    (await bench.store.read.stages.listByRun(runId)).find(({ stageId }) => stageId === "describe");

  test("hands its requests over once, waits, and gives the results in their order", async () => {
    const runId = await started();
    const suspended = await bench.stagesOf(runId);

    await ask();
    provider.finish();
    await ask();

    expect(suspended).toEqual(["count:0:COMPLETED", "describe:0:SUSPENDED"]);
    expect(await bench.store.persistence.getRun(runId)).toMatchObject({
      status: "COMPLETED",
      output: "word 1, word 2, word 3",
    });
    expect(provider.calls).toEqual(["submit", "check", "check", "results"]);
    expect(provider.books).toMatchObject([{ key: `${runId}:describe:0`, requests: { length: 3 } }]);
    expect(provider.books[0]?.requests[0]?.body).toMatchObject({
      model: "gpt-4o-mini",
      messages: [
        { role: "system", content: "You name numbers." },
        { role: "user", content: "What is 1?" },
      ],
      response_format: { type: "json_schema" },
    });
  });

  test("records each request as a call at the batch's price, and the sum as the stage's cost", async () => {
    const runId = await started({ onFailedItems: "hand over" });
    provider.answer = (number, id) =>
      number === 2 ? { id, ok: false, kind: "expired", message: "too late" } : said(id, '{"word":"w"}');

    provider.finish();
    await ask();

    const calls = await callsOf(runId);
    expect(
      calls.map(({ callType, status, inputTokens, latencyMs }) => [callType, status, inputTokens, latencyMs]),
    ).toEqual(
      expect.arrayContaining([
        ["batch", "COMPLETED", 1_000, null],
        ["batch", "FAILED", 0, null],
      ]),
    );
    expect(calls).toHaveLength(3);
    expect(calls.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(2 * COST_PER_CALL, 12);
    expect((await describeOf(runId))?.cost).toBeCloseTo(2 * COST_PER_CALL, 12);
    expect(await bench.store.aiCalls.isRecorded(provider.books[0]?.batchId ?? "")).toBe(true);
  });

  test("records a batch once, also when its output could not be made the first time", async () => {
    let isBroken = true;
    const runId = await started({
      afterwards() {
        if (isBroken) throw new Error("the folder is away");
      },
    });

    provider.finish();
    await ask();
    isBroken = false;
    await ask();

    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(await callsOf(runId)).toHaveLength(3);
    expect((await describeOf(runId))?.cost).toBeCloseTo(3 * COST_PER_CALL, 12);
  });

  test("fails with the requests' own reasons unless it takes them itself", async () => {
    const runId = await started();
    provider.answer = (number, id) =>
      [
        said(id, "this is no JSON"),
        undefined,
        { id, ok: false, kind: "failed", message: "content filter" } as const,
      ][number - 1];

    provider.finish();
    await ask();

    const stage = await describeOf(runId);
    expect(stage).toMatchObject({ status: "FAILED", errorCode: "BATCH_ITEMS_FAILED" });
    expect(stage?.errorMessage).toMatch(
      /^3 of 3 requests of batch .* no\. 1 invalid \(.*\), no\. 2 failed \(.*without an answer.*\), no\. 3 failed \(content filter\)$/,
    );
    // What was answered is paid for, whether or not it can be used.
    expect(stage?.cost).toBeCloseTo(COST_PER_CALL, 12);
    expect(await callsOf(runId)).toHaveLength(3);
    expect(provider.books).toHaveLength(1);
  });

  test("fails with the provider's words when the batch as a whole is refused, and is not handed over again", async () => {
    const runId = await started();

    provider.refuse("the file has a line too many");
    await ask();

    expect(await describeOf(runId)).toMatchObject({
      status: "FAILED",
      errorCode: "BATCH_FAILED",
      errorMessage: expect.stringContaining("the file has a line too many"),
    });
    expect(provider.books).toHaveLength(1);
  });

  test("fails when its requests are not those of the batch any more", async () => {
    let preface = "";
    const runId = await started({ preface: () => preface });

    provider.finish();
    preface = "Please: ";
    await ask();

    expect(await describeOf(runId)).toMatchObject({ status: "FAILED", errorCode: "BATCH_REQUESTS_CHANGED" });
  });

  test("needs no batch when there is nothing to ask", async () => {
    const runId = await started({}, { count: 0 });

    expect(await bench.store.persistence.getRun(runId)).toMatchObject({ status: "COMPLETED", output: "" });
    expect(provider.calls).toEqual([]);
  });

  test("looks for its batch when the reply to handing it over was lost", async () => {
    const runId = await started({}, { arrange: (each) => each.fail("submit", away(), { afterwards: true }) });
    const suspended = await bench.stagesOf(runId);

    await ask();
    provider.finish();
    await ask();

    expect(suspended).toContain("describe:0:SUSPENDED");
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(provider.books).toHaveLength(1);
    expect(provider.calls.slice(0, 2)).toEqual(["submit", "find"]);
  });

  test("does not hand over anew while the provider cannot say whether it has the batch", async () => {
    const runId = await started({}, { arrange: (each) => each.fail("submit", away()) });

    provider.fail("find", away(), { times: 2 });
    await ask();
    await ask();
    const before = [...provider.calls];
    await ask();
    provider.finish();
    await ask();

    expect(before).toEqual(["submit", "find", "find"]);
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(provider.books).toHaveLength(1);
  });

  test("waits as long as the provider in trouble wants it to", async () => {
    const runId = await started();

    provider.fail("check", away(3_600_000));
    await ask();

    const stage = await bench.store.persistence.getStage(runId, "describe");
    const waitMs = (stage?.nextPollAt?.getTime() ?? 0) - (await bench.store.now()).getTime();
    expect(waitMs / 3_600_000).toBeCloseTo(1, 1);
    expect(stage?.status).toBe("SUSPENDED");
  });
});
