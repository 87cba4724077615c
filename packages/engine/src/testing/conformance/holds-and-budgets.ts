/** Jobs that are kept back, and the budgets and pauses that keep them. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { CreateAICallInput } from "../../ports/ai-call-logger.js";
import type { SetBudget } from "../../ports/budgets.js";
import type { LeasedJob } from "../../ports/job-queue.js";
import { jobInput, times } from "../factories.js";
import { hoursFromNow } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const HOLD = { heldBy: "budget:1,pause", reason: "Too dear. Paused." };

const claim = (store: Store, limit = 100): Promise<LeasedJob[]> =>
  store.jobs.claim({ workerId: "w", limit, leaseMs: 60_000 });

const call = (overrides: Partial<CreateAICallInput> = {}): CreateAICallInput => ({
  topic: "a.b",
  callType: "generate",
  modelKey: "openai:gpt",
  modelId: "gpt",
  prompt: "",
  response: "",
  inputTokens: 1,
  outputTokens: 1,
  cost: 1,
  workflowId: "w",
  ...overrides,
});

const budget = (overrides: Partial<SetBudget> = {}): SetBudget => ({
  targetKind: "workflow",
  targetId: "w",
  period: "day",
  limitUsd: 10,
  warnAt: 0.8,
  actorId: "ada",
  ...overrides,
});

const spent = async (store: Store): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await store.persistence.spentBudgets()).map(({ targetKind, targetId, period, spentUsd }) => [
      `${targetKind} ${targetId} ${period}`,
      spentUsd,
    ]),
  );

export const holdAndBudgetSuite = suite("holds and budgets", {
  "a held job is not claimed, says why, and is claimed when it is let go": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ workflowId: "w" }));

    assert.equal(await store.jobs.changeHold({ workflowId: "w", from: null, to: HOLD }, 10), 1);

    assert.deepEqual(await claim(store), []);
    const held = await store.jobs.getJob(id);
    shows(held, { status: "PENDING", attempt: 0, heldBy: HOLD.heldBy, holdReason: HOLD.reason });
    assert.ok(held?.heldAt instanceof Date);
    assert.deepEqual(await store.jobs.countHeld(), [{ workflowId: "w", heldBy: HOLD.heldBy, jobs: 1 }]);

    assert.equal(await store.jobs.changeHold({ workflowId: "w", from: HOLD.heldBy, to: null }, 10), 1);
    shows(await store.jobs.getJob(id), { heldAt: null, heldBy: null, holdReason: null });
    assert.equal((await claim(store)).length, 1);
  },

  "only waiting jobs of the workflow, with these holders, are changed, and no more than the limit": async (
    store,
  ) => {
    await store.jobs.enqueueParallel([
      ...times(5, (n) => jobInput({ workflowId: "w", stageId: `w${n}` })),
      jobInput({ workflowId: "other", stageId: "x" }),
      jobInput({ workflowId: "w", stageId: "polled", suspendedUntil: new Date("2100-01-01T00:00:00Z") }),
    ]);
    const [running] = await claim(store, 1);
    const hold = (limit: number) => store.jobs.changeHold({ workflowId: "w", from: null, to: HOLD }, limit);

    assert.equal(await hold(3), 3);
    assert.equal(await hold(3), 1);
    assert.equal(await hold(3), 0);
    assert.equal(await hold(0), 0);

    assert.equal(running?.workflowId, "w");
    assert.deepEqual(await store.jobs.countHeld(), [{ workflowId: "w", heldBy: HOLD.heldBy, jobs: 4 }]);
    assert.equal(await store.jobs.changeHold({ workflowId: "w", from: "budget:2", to: null }, 10), 0);
    assert.equal(await store.jobs.changeHold({ workflowId: "nul\0", from: null, to: HOLD }, 10), 0);
  },

  "whoever holds next keeps the time since when, and gives the reason": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ workflowId: "w" }));
    await store.jobs.changeHold({ workflowId: "w", from: null, to: HOLD }, 1);
    const first = await store.jobs.getJob(id);

    const to = { heldBy: "pause", reason: "Paused." };
    await store.jobs.changeHold({ workflowId: "w", from: HOLD.heldBy, to }, 1);

    shows(await store.jobs.getJob(id), { heldAt: first?.heldAt, heldBy: "pause", holdReason: "Paused." });
  },

  "a delivery that ends as held was none, and its lease is gone": async (store) => {
    const id = await store.jobs.enqueue(jobInput({ maxAttempts: 1 }));
    const [job] = await claim(store);
    assert.ok(job);

    assert.deepEqual(await store.jobs.settle([{ ...job, status: "HELD", hold: HOLD }]), [id]);

    shows(await store.jobs.getJob(id), {
      status: "PENDING",
      attempt: 0,
      workerId: null,
      lockedAt: null,
      leaseUntil: null,
      startedAt: null,
      completedAt: null,
      lastError: null,
      heldBy: HOLD.heldBy,
      holdReason: HOLD.reason,
    });
    assert.deepEqual(await store.jobs.settle([{ ...job, status: "COMPLETED" }]), []);
    assert.deepEqual(await store.jobs.heartbeat([job], 1_000), [id]);
  },

  "a held job that is called off is not counted as held": async (store) => {
    await store.jobs.enqueue(jobInput({ workflowRunId: "a", workflowId: "w" }));
    await store.jobs.enqueue(jobInput({ workflowRunId: "b", workflowId: "w", stageId: "s" }));
    await store.jobs.changeHold({ workflowId: "w", from: null, to: HOLD }, 10);

    assert.equal(await store.jobs.cancelByRun("a"), 1);
    assert.equal(await store.jobs.fenceOff("b", ["s"], 1), 1);

    assert.deepEqual(await store.jobs.countHeld(), []);
  },

  "a workflow's, a model's and a topic's spending of the day and the month": async (store) => {
    const lastMonth = await hoursFromNow(store, -24 * 32);
    for (const [targetKind, targetId] of [
      ["workflow", "w"],
      ["model", "gpt"],
      ["model", "openai:gpt"],
      ["topic", "a.b"],
    ] as const) {
      await store.persistence.setBudget(budget({ targetKind, targetId }));
      await store.persistence.setBudget(budget({ targetKind, targetId, period: "month" }));
    }

    await store.aiCalls.write([
      call({ cost: 0.1 }),
      call({ cost: 0.2, topic: "a.b.c" }),
      call({ cost: 0.4, topic: "a.bc", workflowId: "w2" }),
      call({ cost: 0.8, modelId: "gpt-2", modelKey: "openai:gpt-2" }),
      call({ cost: 100, createdAt: lastMonth }),
    ]);

    const sums = await spent(store);
    for (const period of ["day", "month"]) {
      assert.equal(sums[`workflow w ${period}`], 1.1);
      assert.equal(sums[`model gpt ${period}`], 0.7);
      assert.equal(sums[`model openai:gpt ${period}`], 0.7);
      assert.equal(sums[`topic a.b ${period}`], 1.1);
    }
  },

  "a topic's budget counts what was spent before it was set, and counts literally": async (store) => {
    await store.aiCalls.write([
      call({ cost: 1, topic: "50%_x" }),
      call({ cost: 2, topic: "50%_x.y" }),
      call({ cost: 4, topic: "50zz.y" }),
      call({ cost: 8, topic: "50%_xy" }),
    ]);

    await store.persistence.setBudget(budget({ targetKind: "topic", targetId: "50%_x" }));
    await store.aiCalls.write([call({ cost: 16, topic: "50%_x" }), call({ cost: 32, topic: "50%_xz" })]);
    await store.persistence.setBudget(budget({ targetKind: "topic", targetId: "50%_x", limitUsd: 1 }));

    assert.deepEqual(await spent(store), { "topic 50%_x day": 19 });
  },

  "what many write at once is all counted, to the cent": async (store) => {
    await store.persistence.setBudget(budget());
    await store.persistence.setBudget(budget({ targetKind: "topic", targetId: "a" }));

    await Promise.all(times(30, () => store.aiCalls.write(times(10, () => call({ cost: 0.1 })))));

    assert.deepEqual(await spent(store), { "topic a day": 30, "workflow w day": 30 });
  },

  "a budget that is set again keeps its id and its age; one that is removed is gone": async (store) => {
    const first = await store.persistence.setBudget(budget());

    const second = await store.persistence.setBudget(budget({ limitUsd: 20, warnAt: 0.5, actorId: null }));

    assert.deepEqual(
      { ...second, updatedAt: null },
      { ...first, limitUsd: 20, warnAt: 0.5, actorId: null, updatedAt: null },
    );
    const target = { targetKind: "workflow", targetId: "w", period: "day" } as const;
    assert.equal(await store.persistence.removeBudget(target), true);
    assert.equal(await store.persistence.removeBudget(target), false);
    assert.equal(await store.persistence.removeBudget({ ...target, targetId: "nul\0" }), false);
    assert.deepEqual(await store.persistence.spentBudgets(), []);
  },

  "a limit that is no number is refused": async (store) => {
    await refuses("UNSTORABLE_VALUE", store.persistence.setBudget(budget({ limitUsd: Number.NaN })));
    await refuses("UNSTORABLE_VALUE", store.persistence.setBudget(budget({ targetId: "nul\0" })));

    assert.deepEqual(await store.read.budgets.list(), []);
  },

  "the dashboard sees how a budget stands, when it starts anew, and how many jobs it holds": async (
    store,
  ) => {
    const { id } = await store.persistence.setBudget(budget());
    await store.aiCalls.write([call({ cost: 8 })]);
    await store.jobs.enqueueParallel(times(3, (n) => jobInput({ workflowId: "w", stageId: `s${n}` })));
    const hold = { heldBy: `budget:${id},pause`, reason: "both" };
    await store.jobs.changeHold({ workflowId: "w", from: null, to: hold }, 2);

    const [view] = await store.read.budgets.list();

    shows(view, { id, limitUsd: 10, spentUsd: 8, state: "warned", heldJobs: 2, actorId: "ada" });
    const tomorrow = (await hoursFromNow(store, 24)).toISOString().slice(0, 10);
    assert.equal(view?.resetsAt.toISOString(), `${tomorrow}T00:00:00.000Z`);
  },

  "a pause is there until it is cleared; set again it has the new reason": async (store) => {
    const pause = { targetKind: "workflow", targetId: "w", reason: "one", actorId: "ada" } as const;
    await store.persistence.setPause(pause);
    await store.persistence.setPause({ ...pause, reason: "two", actorId: "ben" });
    await store.persistence.setPause({ ...pause, targetKind: "worker" });

    const pauses = await store.read.pauses.list();

    assert.deepEqual(
      pauses.map(({ targetKind, reason, actorId }) => [targetKind, reason, actorId]),
      [
        ["worker", "one", "ada"],
        ["workflow", "two", "ben"],
      ],
    );
    assert.equal(await store.persistence.clearPause({ targetKind: "workflow", targetId: "w" }), true);
    assert.equal(await store.persistence.clearPause({ targetKind: "workflow", targetId: "w" }), false);
  },
});
