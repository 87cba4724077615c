/** A worker that ends a stage gets the one that follows at once, where the store can and nothing is overtaken. */

import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";
import type { NextWish } from "../../src/kernel/stage-run/settlement.js";
import type { BegunStage } from "../../src/ports/begun-stage.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";

const LEASE_MS = 60_000;
const note = z.object({ at: z.date(), n: z.number() });
const seen: unknown[] = [];

const step = (id: string) =>
  defineStage({
    id,
    name: id,
    schemas: { input: note, output: note, config: z.object({ by: z.number().default(1) }) },
    retry: { maxAttempts: 2, baseMs: 1, capMs: 1 },
    execute: (ctx) => {
      seen.push([ctx.stageId, ctx.input, ctx.config, ctx.optional("first"), ctx.delivery]);
      return { at: ctx.input.at, n: ctx.input.n + ctx.config.by };
    },
  });
const three = defineWorkflow({ id: "three", name: "Three", input: note })
  .pipe(step("first"))
  .pipe(step("second"))
  .pipe(step("third"))
  .build();

const AT = new Date("2026-02-03T04:05:06.789Z");

describe.each(KERNEL_STORES)("going on, on %s", (kind) => {
  const goesOn = kind === "postgresql";
  let bench: Workbench;
  afterEach(async () => {
    seen.length = 0;
    await bench.discard();
  });

  /** Begins what is due with the start of the runs or after it. */
  async function begin(stages: number): Promise<BegunStage[]> {
    const { kernel } = bench;
    const { begun } = await kernel.dispatch("run.claimPending", { begin: { stages, leaseMs: LEASE_MS } });
    return begun.length > 0 ? begun : kernel.dispatch("job.begin", { limit: stages, leaseMs: LEASE_MS });
  }

  /** Ends a stage. @returns what it was given to go on with */
  async function end(job: BegunStage, wish: NextWish): Promise<BegunStage | undefined> {
    let next: BegunStage | undefined;
    const take = (stage: BegunStage) => {
      next = stage;
    };
    await bench.kernel.dispatch("job.execute", {
      job,
      next: { leaseMs: LEASE_MS, wish: () => wish, take },
    });
    return next;
  }

  const jobsOf = async (runId: string) =>
    (await bench.store.jobs.listJobs({ workflowRunId: runId })).map(
      ({ stageId, status, attempt }) => `${stageId}:${status}:${attempt}`,
    );

  test("one worker goes through a run, each stage with what it needs", async () => {
    bench = await workbench(kind, three);
    const runId = await bench.create({ at: AT, n: 1 }, { config: { second: { by: 10 } } });

    let [stage] = await begin(1);
    let handedOn = 0;
    while (stage !== undefined) {
      const next = await end(stage, "always");
      if (next !== undefined) handedOn += 1;
      stage = next ?? (await begin(1))[0];
    }

    expect(handedOn).toBe(goesOn ? 2 : 0);
    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect((await bench.store.persistence.getRun(runId))?.output).toEqual({ at: AT, n: 13 });
    expect(seen).toEqual([
      ["first", { at: AT, n: 1 }, { by: 1 }, undefined, 1],
      ["second", { at: AT, n: 2 }, { by: 10 }, { at: AT, n: 2 }, 1],
      ["third", { at: AT, n: 12 }, { by: 1 }, { at: AT, n: 2 }, 1],
    ]);
    expect(await jobsOf(runId)).toEqual(["first:COMPLETED:1", "second:COMPLETED:1", "third:COMPLETED:1"]);
    expect(await bench.eventsOf(runId)).toEqual([
      "workflow:created",
      "workflow:started",
      ...["first", "second", "third"].flatMap(() => ["stage:started", "stage:completed"]),
      "workflow:completed",
    ]);
  });

  test("what is handed on is stored as if it had been claimed", async () => {
    bench = await workbench(kind, three);
    const [handedOn, claimed] = [await bench.create({ at: AT, n: 1 }), await bench.create({ at: AT, n: 1 })];
    const begun = await begin(2);
    for (const stage of begun) {
      const next = await end(stage, stage.run.id === handedOn ? "always" : "never");
      expect(next !== undefined).toBe(goesOn && stage.run.id === handedOn);
    }
    await begin(2);

    const facts = async (runId: string) => {
      const [stage, [, job]] = [
        await bench.store.persistence.getStage(runId, "second"),
        await bench.store.jobs.listJobs({ workflowRunId: runId }),
      ];
      const { status, version, executionGroup, attempt, workerId } = { ...stage, workerId: job?.workerId };
      return {
        stage: { status, version, executionGroup, attempt, isStarted: stage?.startedAt != null },
        job: { status: job?.status, attempt: job?.attempt, workerId, isLeased: job?.leaseUntil != null },
        started: (await bench.store.read.events.list({ runId, afterSequence: 0, limit: 100 })).at(-1)
          ?.eventType,
      };
    };
    expect(await facts(handedOn)).toEqual(await facts(claimed));
    expect(await facts(handedOn)).toMatchObject({ stage: { status: "RUNNING" }, job: { attempt: 1 } });
  });

  test("nobody is overtaken: with a job that waits, what follows waits behind it", async () => {
    bench = await workbench(kind, three);
    const runId = await bench.create({ at: AT, n: 1 });
    const [stage] = await begin(1);
    const waiting = await bench.create({ at: AT, n: 5 });
    await bench.kernel.dispatch("run.claimPending", {});

    const next = stage === undefined ? undefined : await end(stage, "ifNothingWaits");

    expect(next).toBeUndefined();
    const [first, second] = await bench.kernel.dispatch("job.begin", { limit: 2, leaseMs: LEASE_MS });
    expect([first?.run.id, second?.run.id]).toEqual([waiting, runId]);
    expect(second?.stage.stageId).toBe("second");

    // Now nothing waits.
    const after = second === undefined ? undefined : await end(second, "ifNothingWaits");
    expect(after?.stage.stageId).toBe(goesOn ? "third" : undefined);
  });

  test("a worker that dies with what it was handed on gives it back when its lease ends", async () => {
    bench = await workbench(kind, three);
    const runId = await bench.create({ at: AT, n: 1 });
    const [stage] = await begin(1);
    await bench.kernel.dispatch("job.execute", {
      job: stage as BegunStage,
      next: { leaseMs: 1, wish: () => "always", take: () => undefined },
    });

    await expect
      .poll(async () => {
        await bench.kernel.dispatch("lease.reapStale", {});
        await bench.drain();
        return bench.statusOf(runId);
      })
      .toBe("COMPLETED");
    expect(await jobsOf(runId)).toEqual([
      "first:COMPLETED:1",
      goesOn ? "second:COMPLETED:2" : "second:COMPLETED:1",
      "third:COMPLETED:1",
    ]);
  });

  test("a start begins no more stages than were asked for", async () => {
    bench = await workbench(kind, three);
    const runIds = [];
    for (let n = 0; n < 3; n++) runIds.push(await bench.create({ at: AT, n }));

    const { begun, jobs } = await bench.kernel.dispatch("run.claimPending", {
      begin: { stages: 2, leaseMs: LEASE_MS },
    });

    expect(begun.map(({ run }) => run.id)).toEqual(goesOn ? runIds.slice(0, 2) : []);
    expect(jobs).toBe(goesOn ? 1 : 3);
    expect(begun.map(({ run }) => run.input)).toEqual(begun.map((_, n) => ({ at: AT, n })));
    for (const stage of begun) await end(stage, "never");
    await bench.drain();
    for (const runId of runIds) expect(await bench.statusOf(runId)).toBe("COMPLETED");
  });

  test("a rerun's stages get attempts of their own, handed on or not", async () => {
    bench = await workbench(kind, three);
    const runId = await bench.create({ at: AT, n: 1 });
    await bench.drain();
    await bench.kernel.dispatch("run.rerunFrom", {
      runId,
      stageId: "first",
      actor: { kind: "user", id: "u" },
    });
    const [stage] = await bench.kernel.dispatch("job.begin", { limit: 1, leaseMs: LEASE_MS });

    const next = stage === undefined ? undefined : await end(stage, "always");
    if (next !== undefined) await end(next, "always");
    await bench.drain();

    // The last stage's worker forgot it where it was handed on: only the rows count here.
    expect((await bench.stagesOf(runId)).slice(0, 2)).toEqual(["first:1:COMPLETED", "second:1:COMPLETED"]);
    expect((await bench.store.persistence.getStage(runId, "third"))?.attempt).toBe(1);
  });
});

const pieces = ["date", "nothing", "plain"].map((id) =>
  defineStage({
    id,
    name: id,
    schemas: { input: z.string(), output: z.unknown() },
    execute: () => ({ date: AT, nothing: null, plain: [1, "zwei"] })[id],
  }),
);
const [date, nothing, plain] = pieces;
if (date === undefined || nothing === undefined || plain === undefined) throw new Error("three pieces");
const wide = defineWorkflow({ id: "wide", name: "Wide", input: z.string() })
  .parallel([date, nothing, plain])
  .build();

describe.each(KERNEL_STORES)("a last group of several, on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());

  test.each([["together"], ["one by one"]])("gives the run all of its outputs, ended %s", async (how) => {
    bench = await workbench(kind, wide);
    const runId = await bench.create("x");
    await bench.kernel.dispatch("run.claimPending", {});
    const stages = await bench.kernel.dispatch("job.begin", { limit: 3, leaseMs: LEASE_MS });
    if (how === "together") {
      await Promise.all(stages.map((job) => bench.kernel.dispatch("job.execute", { job })));
    } else {
      for (const job of [...stages].reverse()) await bench.kernel.dispatch("job.execute", { job });
    }

    const run = await bench.store.persistence.getRun(runId);
    expect(run?.status).toBe("COMPLETED");
    expect(run?.output).toEqual({ date: AT, nothing: null, plain: [1, "zwei"] });
    expect(Object.keys(run?.output as object)).toEqual(["date", "nothing", "plain"]);
  });
});
