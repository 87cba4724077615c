/** By how much a limit may be exceeded: what is in flight, and what others spent since a process last looked. */

import { generateText } from "ai";
import { expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import type { Clock } from "../../src/ports/clock.js";
import { fixedPriceModel, PRICE_USD } from "./fixed-price-model.js";
import { workbench } from "./workbench.js";
import { sampleWorkflow } from "./workflows.js";

const SECOND_MS = 1_000;

/** Every run's first stage asks a model once. */
const asking = sampleWorkflow({
  async measure(ctx) {
    await generateText({ model: ctx.ai(), prompt: "?", maxRetries: 0 });
    return { text: "a", length: 1 };
  },
});
const threeCalls = { targetKind: "workflow", targetId: "sample", limitUsd: 3 * PRICE_USD } as const;

async function office(runs: number, model = fixedPriceModel()) {
  let now = Date.now();
  const clock: Clock = { now: () => new Date(now) };
  const bench = await workbench("memory", asking, { model, clock });
  for (let run = 0; run < runs; run++) await bench.create({ text: "a" });
  await bench.kernel.dispatch("run.claimPending", { limit: 100 });
  const process = () => createKernel({ store: bench.store, workflows: [asking], model, clock });
  /** Begins and executes so many first stages, all at once. */
  const work = async (kernel: ReturnType<typeof process>, limit: number) => {
    const begun = await kernel.dispatch("job.begin", { limit, leaseMs: 60_000 });
    await Promise.all(begun.map((job) => kernel.dispatch("job.execute", { job })));
  };
  return {
    ...bench,
    process,
    work,
    passes: (ms: number) => {
      now += ms;
    },
    calls: async () => (await bench.store.aiCalls.getStats("")).totalCalls,
  };
}

test("calls that are made at once all pass, and none after them", async () => {
  let inFlight = 0;
  let open = (): void => undefined;
  const allInFlight = new Promise<void>((resolve) => {
    open = resolve;
  });
  const model = fixedPriceModel(async () => {
    inFlight += 1;
    if (inFlight === 8) open();
    await allInFlight;
  });
  const { kernel, work, calls, discard } = await office(20, model);
  await kernel.dispatch("budget.set", threeCalls);

  await work(kernel, 8);
  await work(kernel, 8);

  expect(await calls()).toBe(8);
  await discard();
});

test("a process does not know what others spent since it looked: at most until it looks again", async () => {
  const { kernel, process, work, calls, passes, discard } = await office(20);
  await kernel.dispatch("budget.set", threeCalls);
  const [one, other] = [process(), process()];
  for (const each of [one, other]) await each.dispatch("budget.enforce", {});

  for (let call = 0; call < 5; call++) for (const each of [one, other]) await work(each, 1);
  expect(await calls()).toBe(6);

  passes(4 * SECOND_MS);
  for (const each of [one, other, process()]) await work(each, 1);
  expect(await calls()).toBe(6);
  await discard();
});
