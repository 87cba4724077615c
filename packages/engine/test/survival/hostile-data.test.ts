/** The survival list, hostile data: whatever a stage says, its run ends and what is stored reads back. */

import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { defineStage, type StageContext } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { KERNEL_STORES, type Workbench, workbench } from "../kernel/workbench.js";

const cyclic: Record<string, unknown> = { name: "loop" };
cyclic.self = cyclic;
let deep: unknown = "bottom";
for (let level = 0; level < 10_000; level++) deep = [deep];
const TEN_MB = "x".repeat(10_000_000);
const ODD_TEXT = "a\0b\ud800c";

/** Values and how they read back; `lost` names the mark in the place of what cannot be stored. */
const VALUES: Record<string, { value: unknown; lost?: string }> = {
  NaN: { value: { n: Number.NaN } },
  "a BigInt": { value: { n: 2n ** 80n } },
  undefined: { value: [undefined] },
  "a Date": { value: { at: new Date("2026-01-02T03:04:05.678Z") } },
  "an invalid Date": { value: { at: new Date(Number.NaN) } },
  "a Map": { value: new Map([["a", new Map([[1, 2n]])]]) },
  "a __proto__ member": { value: JSON.parse('{"__proto__":{"admin":true},"constructor":1}') },
  "NUL and half a surrogate pair": { value: { [ODD_TEXT]: ODD_TEXT } },
  "ten megabytes": { value: TEN_MB },
  "a cycle": { value: cyclic, lost: "cycle" },
  "10,000 levels": { value: deep, lost: "too deep" },
  "a function": { value: { call: () => 1 }, lost: "function" },
};

function workflowOf(body: (ctx: StageContext<unknown, undefined>) => unknown) {
  const only = defineStage({
    id: "only",
    name: "Only",
    schemas: { input: z.unknown(), output: z.unknown() },
    retry: { maxAttempts: 2, baseMs: 1, capMs: 1 },
    execute: (ctx) => body(ctx),
  });
  return defineWorkflow({ id: "hostile", name: "Hostile", input: z.unknown() }).pipe(only).build();
}

describe.each(KERNEL_STORES)("hostile data on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());

  /** Runs a stage with this body to its end. */
  async function ended(body: (ctx: StageContext<unknown, undefined>) => unknown) {
    bench = await workbench(kind, workflowOf(body));
    const runId = await bench.create({});
    const isOver = async () => {
      await bench.drain();
      return (await bench.statusOf(runId)) ?? "";
    };
    await expect.poll(isOver, { interval: 5, timeout: 20_000 }).toMatch(/COMPLETED|FAILED/);
    const [job] = await bench.store.jobs.listJobs({ workflowRunId: runId });
    expect(job?.attempt).toBeLessThanOrEqual(2);
    return { runId, state: await bench.store.persistence.getRunState(runId) };
  }
  const expectKept = (stored: unknown, { value, lost }: (typeof VALUES)[string]) => {
    if (lost === undefined) expect(stored).toEqual(value);
    else expect(JSON.stringify(stored)).toContain(`"was":"${lost}"`);
  };

  test.each(Object.entries(VALUES))("7.14 a stage's output with %s", async (_, given) => {
    const { runId, state } = await ended(() => given.value);

    expect(state?.status).toBe("COMPLETED");
    expectKept((await bench.store.persistence.getStage(runId, "only"))?.outputData, given);
    expectKept(state?.output, given);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  test.each(Object.entries(VALUES))("7.14 annotations and logs with %s", async (_, given) => {
    const { runId, state } = await ended((ctx) => {
      ctx.annotate("Hostile.value", given.value, { payload: given.value });
      ctx.log("INFO", ODD_TEXT, given.value);
      ctx.progress(Number.NaN, ODD_TEXT);
      return 1;
    });

    const { persistence, read } = bench.store;
    expect(state?.status).toBe("COMPLETED");
    const [annotation] = await persistence.listAnnotations(runId, { key: "Hostile.value" });
    expectKept(annotation?.value, given);
    expectKept(annotation?.payload, given);
    const [log] = await persistence.listLogs({ workflowRunId: runId });
    expectKept(log?.metadata, given);
    expect(log?.message).toBe("a\ufffdb\ufffdc");
    expect(await read.stages.listByRun(runId)).toMatchObject([{ progressText: "a\ufffdb\ufffdc" }]);
  });

  test.each<[string, unknown, RegExp]>([
    ["with NUL and half a surrogate pair", new Error(ODD_TEXT), /^a\ufffdb\ufffdc$/],
    ["of ten megabytes", new Error(TEN_MB), /^x{4000} … \(10000000 characters\)$/],
    ["that is no error", undefined, /undefined/],
    ["that is a cycle", cyclic, /cannot be shown/],
  ])("7.14 an error %s fails the run with a message that reads", async (_, error, message) => {
    const { state } = await ended(() => {
      throw error;
    });

    expect(state?.status).toBe("FAILED");
    expect(state?.errorMessage).toMatch(message);
  });

  test("7.14 an annotation whose key cannot be stored fails the stage with the reason", async () => {
    const { runId, state } = await ended((ctx) => {
      ctx.annotate(ODD_TEXT, 1);
      return 1;
    });

    expect(state?.status).toBe("FAILED");
    expect(state?.errorMessage).toMatch(/NUL/);
    expect(await bench.store.persistence.listAnnotations(runId, {})).toEqual([]);
  });

  test("7.14 of stages that end together only the one that cannot be stored fails", async () => {
    bench = await workbench(
      kind,
      workflowOf(({ input, annotate }) => annotate(input === 7 ? ODD_TEXT : "Fine.key", 1)),
    );
    const runIds = await Promise.all(Array.from({ length: 20 }, (_, index) => bench.create(index)));

    await bench.drain();

    const statuses = await Promise.all(runIds.map(bench.statusOf));
    expect(statuses).toEqual(runIds.map((_, index) => (index === 7 ? "FAILED" : "COMPLETED")));
  });
});
