/** A batch stage at each provider, from the run's creation to its output, with the provider's reply lost on the way. */

import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { defineBatchStage } from "../../../src/ai/batch/batch-stage.js";
import { defineWorkflow } from "../../../src/domain/definition/workflow.js";
import { type KernelStoreKind, type Workbench, workbench } from "../../kernel/workbench.js";
import type { FakeProvider } from "./fake-provider.js";
import { SDK_PROVIDERS, type SdkProvider } from "./sdk-providers.js";

const TEXTS = ["first", "second", "third"];

async function begin({ start, model }: SdkProvider, kind: KernelStoreKind) {
  const fake = await start();
  onTestFinished(() => fake.server.close());
  const ask = defineBatchStage({
    id: "ask",
    name: "Ask",
    schemas: { input: z.array(z.string()), output: z.array(z.string()) },
    model: model(fake),
    requests: ({ input }) => input.map((prompt) => ({ prompt })),
    output: (_, results) =>
      results.map((result) => (result.ok ? result.text : `${result.kind}: ${result.message}`)),
    onFailedItems: "hand over",
    pollIntervalMs: 1,
    maxPollIntervalMs: 1,
  });
  const workflow = defineWorkflow({ id: "asking", name: "Asking", input: z.array(z.string()) })
    .pipe(ask)
    .build();
  const bench = await workbench(kind, workflow);
  onTestFinished(() => bench.discard());
  return { fake, bench };
}

/** Polls as the worker does, until the condition holds. */
const pollUntil = (bench: Workbench, isReached: () => Promise<boolean> | boolean) =>
  expect
    .poll(
      async () => {
        await bench.kernel.dispatch("stage.pollSuspended", {});
        await bench.kernel.dispatch("stage.cancelWork", {});
        await bench.drain();
        return isReached();
      },
      { interval: 2, timeout: 10_000 },
    )
    .toBe(true);

const handOver = async (bench: Workbench) => {
  const runId = await bench.create(TEXTS);
  await bench.drain();
  return { runId, isDone: async () => (await bench.statusOf(runId)) !== "RUNNING" };
};

describe.each(Object.entries(SDK_PROVIDERS))("a batch stage at %s", (_, provider) => {
  const said = (text: string) => ({ kind: "answered" as const, body: provider.reply({ text }) });
  const endWith = (fake: FakeProvider) =>
    fake.end(fake.batchIds[0] ?? "", {
      outcomes: [said("one"), { kind: "failed", message: "too long" }, said("three")],
      order: [2, 1, 0],
    });

  test.each(["memory", "sqlite"] as const)("gets its results in order, on %s", async (kind) => {
    const { fake, bench } = await begin(provider, kind);

    const { runId, isDone } = await handOver(bench);
    const waiting = await bench.stagesOf(runId);
    endWith(fake);
    await pollUntil(bench, isDone);

    expect(waiting).toEqual(["ask:0:SUSPENDED"]);
    expect((await bench.store.persistence.getRun(runId))?.output).toEqual([
      "one",
      expect.stringMatching(/^failed: .*too long/),
      "three",
    ]);
    expect(fake.server.violations).toEqual([]);
  });

  test("whose hand-over was answered to nobody is found, and is not handed over again", async () => {
    const { fake, bench } = await begin(provider, "memory");
    fake.server.inject({ on: fake.paths.create, breaks: "answer" });

    const { runId, isDone } = await handOver(bench);
    const waiting = await bench.stagesOf(runId);
    endWith(fake);
    await pollUntil(bench, isDone);

    expect(waiting).toEqual(["ask:0:SUSPENDED"]);
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(fake.batchIds).toHaveLength(1);
  });

  test("is cancelled at the provider when its run is", async () => {
    const { fake, bench } = await begin(provider, "memory");

    const { runId } = await handOver(bench);
    await bench.kernel.dispatch("run.cancel", { runId });
    await pollUntil(bench, () => fake.cancelled(fake.batchIds[0] ?? ""));

    expect(await bench.statusOf(runId)).toBe("CANCELLED");
  });
});
