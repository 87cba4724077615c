import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import { InvalidInputError } from "../../src/domain/errors.js";
import { STORE_KINDS } from "../stores.js";
import { type Workbench, workbench } from "./workbench.js";

const DAY_MS = 86_400_000;
const text = z.object({ text: z.string() });
const echo = defineStage({
  id: "echo",
  name: "Echo",
  schemas: { input: text, output: text },
  execute(ctx) {
    ctx.log("INFO", "said");
    return ctx.input;
  },
});
const workflow = defineWorkflow({ id: "echoes", name: "Echoes", input: text }).pipe(echo).build();

describe.each(STORE_KINDS)("retention on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());

  const finishedRun = async () => {
    const runId = await bench.create({ text: "a" });
    await bench.drain();
    const events = await bench.store.persistence.getUnpublishedOutboxEvents();
    await bench.store.persistence.markOutboxEventsPublished(events.map(({ id }) => id));
    return runId;
  };
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
  const rowsOf = async (runId: string) => ({
    run: await bench.statusOf(runId),
    logs: (await bench.store.persistence.listLogs({ workflowRunId: runId })).length,
    jobs: (await bench.store.jobs.listJobs({ workflowRunId: runId })).length,
    events: (await bench.eventsOf(runId)).length,
  });

  test("what is old goes by its days: logs, events and jobs after a month, runs after a year", async () => {
    bench = await workbench(kind, workflow);
    const { dispatch } = bench.kernel;
    const runId = await finishedRun();
    const waiting = await bench.create({ text: "not begun" });

    expect(await dispatch("retention.prune", { now: inDays(29) })).toMatchObject({
      runs: 0,
      logs: 0,
      hasMore: false,
    });
    expect(await rowsOf(runId)).toEqual({ run: "COMPLETED", logs: 1, jobs: 1, events: 5 });
    expect(await dispatch("retention.prune", { now: inDays(31) })).toMatchObject({
      runs: 0,
      logs: 1,
      jobs: 1,
    });
    expect(await rowsOf(runId)).toEqual({ run: "COMPLETED", logs: 0, jobs: 0, events: 0 });
    expect(await dispatch("retention.prune", { now: inDays(366) })).toMatchObject({ runs: 1 });

    expect(await rowsOf(runId)).toEqual({ run: null, logs: 0, jobs: 0, events: 0 });
    expect(await bench.statusOf(waiting)).toBe("PENDING");
  });

  test("0 days keep for ever, and a full batch says that there may be more", async () => {
    bench = await workbench(kind, workflow);
    const { dispatch } = bench.kernel;
    for (const _ of [1, 2, 3]) await finishedRun();

    const days = { runs: 1, logs: 0, events: 0, jobs: 0 };
    const first = await dispatch("retention.prune", { now: inDays(9_999), limit: 2, days });
    const second = await dispatch("retention.prune", { now: inDays(9_999), limit: 2, days });

    expect(first).toMatchObject({ runs: 2, logs: 0, events: 0, jobs: 0, hasMore: true });
    expect(second).toMatchObject({ runs: 1, logs: 0, events: 0, jobs: 0, hasMore: false });
    await expect(dispatch("retention.prune", { days: { runs: -1 } })).rejects.toThrow(InvalidInputError);
  });

  test("a run that was run again lately stays, however long ago it was created", async () => {
    bench = await workbench(kind, workflow);
    const runId = await finishedRun();
    await bench.kernel.dispatch("run.rerunFrom", { runId, stageId: "echo" });

    expect(await bench.kernel.dispatch("retention.prune", { now: inDays(400) })).toMatchObject({
      runs: 0,
      logs: 0,
    });

    await bench.drain();
    expect(await bench.stagesOf(runId)).toEqual(["echo:1:COMPLETED"]);
  });
});
