/** The survival list, one bad apple: what is broken fails alone and says why. */

import { afterEach, describe, expect, test } from "vitest";
import type { CreateRunInput } from "../../src/ports/workflow-persistence.js";
import { KERNEL_STORES, type Workbench, workbench } from "../kernel/workbench.js";
import { type Bodies, sampleWorkflow } from "../kernel/workflows.js";

/** Runs as another program may have stored them; `isBlocked` has a stage row already. */
const BAD: Record<string, { run: Partial<CreateRunInput>; isBlocked?: true }> = {
  "input that does not fit": { run: { input: { text: 7 } } },
  "a config for a stage with a hostile name": { run: { config: { "a\0\ud800": {} } } },
  "a config of no use, and ten megabytes of it": { run: { config: { nobody: "x".repeat(10_000_000) } } },
  "a hostile name and a stage that is there already": {
    run: { workflowName: "\0\ud800".repeat(1_000) },
    isBlocked: true,
  },
};

describe.each(KERNEL_STORES)("one bad apple on %s", (kind) => {
  let bench: Workbench;
  const open = async (bodies: Bodies = {}) => {
    bench = await workbench(kind, sampleWorkflow(bodies));
    return bench;
  };
  afterEach(() => bench.discard());

  test.each(Object.entries(BAD))(
    "7.10 of 100 runs one with %s fails alone, the others start",
    async (_, { run, isBlocked }) => {
      const { create, kernel, store } = await open();
      const good = await Promise.all(Array.from({ length: 50 }, () => create({ text: "a" })));
      const bad = await store.persistence.createRun({
        workflowId: "sample",
        workflowName: "Sample",
        workflowType: "sample",
        input: { text: "a" },
        ...run,
      });
      if (isBlocked)
        await store.persistence.createStage({
          workflowRunId: bad.id,
          stageId: "measure",
          stageName: "Measure",
          stageNumber: 1,
          executionGroup: 1,
        });
      good.push(...(await Promise.all(Array.from({ length: 49 }, () => create({ text: "a" })))));

      const started = new Set<string>();
      const failed: string[] = [];
      for (let round = 0; round < 5; round++) {
        const claimed = await kernel.dispatch("run.claimPending", { limit: 50 });
        for (const id of claimed.started) started.add(id);
        failed.push(...claimed.failed);
      }

      expect(started).toEqual(new Set(good));
      expect(failed).toEqual([bad.id]);
      const state = await store.persistence.getRunState(bad.id);
      expect(state).toMatchObject({ status: "FAILED" });
      expect(state?.errorMessage).toMatch(/^The run could not start: ./);
      expect((await bench.eventsOf(bad.id)).at(-1)).toBe("workflow:failed");
    },
  );

  test("7.12 an event that could not be published for long stays first in its run, and is in no DLQ", async () => {
    const { create, store } = await open();
    const [broken, other] = [await create({ text: "a" }), await create({ text: "b" })];
    const waiting = () => store.persistence.getUnpublishedOutboxEvents(10);
    const failing = (await waiting()).find(({ workflowRunId }) => workflowRunId === broken);

    for (let tries = 1; tries <= 60; tries++)
      expect(await store.persistence.recordOutboxFailure(failing?.id ?? "", "the sink is down")).toBe(tries);

    expect((await waiting()).map(({ workflowRunId }) => workflowRunId).sort()).toEqual(
      [broken, other].sort(),
    );
    expect(await store.persistence.getUnpublishedOutboxEvents(1)).toMatchObject([{ workflowRunId: other }]);
    expect(await store.persistence.listDeadEvents()).toEqual([]);
  });

  test("7.13 a sibling that finishes while a stage waits for its retry does not end the run", async () => {
    let calls = 0;
    const { create, claim, kernel, statusOf, store } = await open({
      shout: () => {
        if (++calls === 1) throw new Error("busy");
        return "A!";
      },
    });
    const runId = await create({ text: "a" });
    for (const job of await claim()) await kernel.dispatch("job.execute", { job });
    const siblings = await claim();
    const outcomes: string[] = [];
    for (const stageId of ["shout", "whisper"]) {
      const job = siblings.find((one) => one.stageId === stageId);
      if (job) outcomes.push((await kernel.dispatch("job.execute", { job })).outcome);
    }

    expect(outcomes).toEqual(["retrying", "completed"]);
    expect(await kernel.dispatch("run.transition", { runId })).toMatchObject({ kind: "waiting" });
    expect(await statusOf(runId)).toBe("RUNNING");
    await bench.drainUntil(runId, "COMPLETED");
    expect((await store.persistence.getRun(runId))?.output).toBe("A! a 1");
  });
});
