/** Bulk actions with a plan, and what is done to dead events, over real stores. */

import { afterEach, describe, expect, test } from "vitest";
import { type BulkPlan, CANARY_PLAN } from "../../src/domain/bulk-action.js";
import { type CommandInput, createKernel } from "../../src/kernel/kernel.js";
import type { PublishedEvent } from "../../src/ports/event-sink.js";
import { bulkItemFilter } from "../../src/read/bulk-actions.js";
import { openStore } from "../../src/store.js";
import { eventInput, times } from "../../src/testing/factories.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { type Bodies, sampleWorkflow } from "./workflows.js";

const maria = { kind: "user", id: "maria" };
const NOTHING = { done: 0, failed: 0, skipped: 0, judged: 0 };

describe.each(KERNEL_STORES)("careful bulk actions on %s", (kind) => {
  let bench: Workbench;
  let refuses: (event: PublishedEvent) => boolean = () => false;
  const delivered: PublishedEvent[] = [];
  const sink = {
    name: "books",
    deliver: async (events: readonly PublishedEvent[]) =>
      events.map((event) => {
        if (refuses(event)) return { outcome: "refused" as const, error: `no account ${event.sequence}` };
        delivered.push(event);
        return { outcome: "delivered" as const };
      }),
  };
  const open = async (bodies: Bodies = {}) => {
    refuses = () => false;
    delivered.length = 0;
    bench = await workbench(kind, sampleWorkflow(bodies), { sinks: [sink] });
    return bench;
  };
  afterEach(() => bench.discard());

  const start = async (command: Partial<CommandInput<"bulk.start">>) =>
    (
      await bench.kernel.dispatch("bulk.start", {
        kind: "replay",
        target: { deadEvents: {} },
        reason: "mended",
        actor: maria,
        ...command,
      })
    ).bulkActionId;
  const sweep = (limit = 100) => bench.kernel.dispatch("bulk.sweep", { limit });
  const flush = () => bench.kernel.dispatch("outbox.flush", { maxTries: 1, limit: 1_000 });
  const drainOutbox = async () => {
    for (;;) if ((await flush()).runs === 0) return;
  };
  const actionOf = async (id: string) => bench.store.read.bulk.get(id);
  /** One event of each run, all refused for good. */
  const killed = async (runs: number) => {
    refuses = () => true;
    await bench.store.persistence.appendOutboxEvents(times(runs, (n) => eventInput(`run-${n}`)));
    await drainOutbox();
    expect(await bench.store.persistence.listDeadEvents()).toHaveLength(runs);
  };

  test("the canary fails again: nothing else is tried, and the report says so", async () => {
    await open();
    await killed(15);
    const id = await start({ plan: CANARY_PLAN });

    expect(await sweep()).toEqual({ ...NOTHING, done: 1 });
    expect(await sweep()).toEqual(NOTHING);
    await drainOutbox();
    expect(await sweep()).toEqual({ ...NOTHING, judged: 1 });

    expect(await actionOf(id)).toMatchObject({
      ...{ status: "STOPPED", total: 15, done: 1, failedAgain: 1, succeeded: 0 },
      stopReason: "1 of 1 failed again, where at most 20 % may",
    });
    expect(await bench.store.persistence.listDeadEvents()).toHaveLength(15);
    expect(await sweep()).toEqual(NOTHING);
    const { rows } = await bench.store.read.bulk.items(bulkItemFilter.parse({ id, outcome: ["FAILED"] }));
    expect(rows).toMatchObject([{ position: 0, runId: "run-0", outcomeReason: "books: no account 1" }]);
  });

  test("one, then ten, then the rest, each when the ones before it got through", async () => {
    await open();
    await killed(15);
    refuses = () => false;
    const id = await start({ plan: CANARY_PLAN });
    const doneAfter: number[] = [];
    for (let round = 0; round < 4; round++) {
      await sweep();
      doneAfter.push((await actionOf(id))?.done ?? -1);
      await sweep();
      await drainOutbox();
    }

    expect(doneAfter).toEqual([1, 11, 15, 15]);
    expect(await actionOf(id)).toMatchObject({ status: "DONE", succeeded: 15, failedAgain: 0, unclear: 0 });
    expect(delivered).toHaveLength(15);
    expect(await bench.store.persistence.listDeadEvents()).toEqual([]);
  });

  test("the rest is stopped when too many of it fail again", async () => {
    await open();
    await killed(60);
    refuses = ({ runId }) => Number(runId.slice(4)) % 2 === 0 && delivered.length >= 11;
    const id = await start({ plan: CANARY_PLAN });
    for (let round = 0; round < 40 && (await actionOf(id))?.status === "RUNNING"; round++) {
      await sweep(2);
      await drainOutbox();
    }

    const action = await actionOf(id);
    expect(action?.status).toBe("STOPPED");
    expect(action?.done).toBeLessThan(60);
    const left = await bench.store.persistence.listDeadEvents();
    expect(left.length + delivered.length).toBe(60);
  });

  test("two workers that sweep at once take no more than the phase has", async () => {
    const { store, url } = await open();
    await killed(15);
    const id = await start({ plan: CANARY_PLAN });
    const other = url === undefined ? store : await openStore(url);
    const kernels = [
      bench.kernel,
      createKernel({ store: other }),
      bench.kernel,
      createKernel({ store: other }),
    ];

    const swept = await Promise.all(kernels.map((kernel) => kernel.dispatch("bulk.sweep", { limit: 20 })));

    if (other !== store) await other.close();
    expect(swept.reduce((sum, { done }) => sum + done, 0)).toBe(1);
    expect(await actionOf(id)).toMatchObject({ status: "RUNNING", done: 1 });
  });

  test("no more in a minute than it is told", async () => {
    await open();
    await killed(10);
    refuses = () => false;
    const plan: BulkPlan = { phases: [], stopAbove: 0.2, perMinute: 4 };
    const id = await start({ plan });

    expect(await sweep()).toEqual({ ...NOTHING, done: 4 });
    await drainOutbox();
    expect(await sweep()).toEqual({ ...NOTHING, judged: 4 });

    expect(await actionOf(id)).toMatchObject({ status: "RUNNING", done: 4, succeeded: 4 });
  });

  test("runs that failed alike are run again with care", async () => {
    let isBroken = true;
    const { create, drain, store } = await open({
      join: () => {
        if (isBroken) throw new Error(`broken ${Math.random()}`);
        return "mended";
      },
    });
    const ids: string[] = [];
    for (const n of times(4, (index) => index)) {
      ids.push(await create({ text: `run ${n}` }));
      await bench.drainUntil(ids[n] ?? "", "FAILED");
    }
    const from = new Date(Date.now() - 3_600_000);
    const [cohort, ...others] = (await store.read.failures.groups({ kind: "run", from })).groups;
    expect(others).toEqual([]);
    expect(cohort).toMatchObject({ subject: "sample", count: 4, runs: 4 });
    const { fingerprint = "" } = cohort ?? {};
    const rerun = (target: CommandInput<"bulk.start">["target"]) =>
      start({ kind: "rerun", target, plan: { phases: [1], stopAbove: 0, perMinute: null } });

    const vain = await rerun({ filter: { status: ["FAILED"], fingerprint } });
    await sweep();
    await bench.drainUntil(
      (await store.read.bulk.items(bulkItemFilter.parse({ id: vain }))).rows[0]?.runId ?? "",
      "FAILED",
    );
    await sweep();
    expect(await actionOf(vain)).toMatchObject({ status: "STOPPED", done: 1, failedAgain: 1 });

    isBroken = false;
    const cured = await rerun({ deadJobs: { subject: "join" } });
    for (let round = 0; round < 4; round++) {
      await sweep();
      await drain();
    }
    expect(await actionOf(cured)).toMatchObject({ status: "DONE", total: 4, done: 4, succeeded: 4 });
    for (const id of ids) expect(await bench.statusOf(id)).toBe("COMPLETED");
    expect((await store.read.failures.groups({ kind: "job", from })).groups).toEqual([]);
  });

  test("discarding takes dead events out with the reason, and skips those that are not dead", async () => {
    const { store } = await open();
    await killed(3);
    const [first] = await store.persistence.listDeadEvents();
    const id = await start({
      kind: "discard",
      target: { deadEvents: { text: "ACCOUNT" } },
      reason: "closed",
    });
    await bench.kernel.dispatch("dlq.replay", { select: { ids: [first?.id ?? ""] } });

    expect(await sweep()).toEqual({ ...NOTHING, done: 2, skipped: 1 });

    expect(await actionOf(id)).toMatchObject({
      ...{ status: "DONE", kind: "discard", plan: null },
      filter: { deadEvents: { text: "ACCOUNT" } },
    });
    expect(await store.persistence.listDeadEvents()).toEqual([]);
    const events = await store.read.events.list({ runId: "run-1", afterSequence: 0, limit: 10 });
    expect(events.map(({ state }) => state)).toEqual(["discarded"]);
  });

  test("what does not fit together is refused, and nothing is started", async () => {
    const { store } = await open();
    await killed(1);
    const refused = { code: "BULK_REFUSED" };

    await expect(start({ kind: "replay", target: { filter: {} } })).rejects.toMatchObject(refused);
    await expect(start({ kind: "replay", target: { deadJobs: {} } })).rejects.toMatchObject(refused);
    await expect(start({ kind: "cancel", target: { deadEvents: {} } })).rejects.toMatchObject(refused);
    await expect(start({ kind: "discard", plan: CANARY_PLAN })).rejects.toMatchObject(refused);
    await expect(start({ target: { deadEvents: { subject: "none" } } })).rejects.toMatchObject(refused);
    await expect(start({ target: { deadEvents: { sujbect: "x" } } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    expect((await store.read.bulk.list({ direction: "after", limit: 10 })).rows).toEqual([]);
  });

  test("groups are marked by people, with a reason", async () => {
    const { kernel, store } = await open();
    await killed(2);
    const from = new Date(Date.now() - 3_600_000);
    const groups = async () => (await store.read.failures.groups({ kind: "event", from })).groups;
    const [{ subject, fingerprint } = { subject: "", fingerprint: "" }] = await groups();
    const mark = (state: "RESOLVED" | "IGNORED" | "OPEN", reason = "r") =>
      kernel.dispatch("failures.mark", { kind: "event", subject, fingerprint, state, reason, actor: maria });

    expect(await mark("IGNORED", "a test")).toEqual({ changed: true });
    expect(await groups()).toMatchObject([
      { mark: { state: "IGNORED", reason: "a test", actorId: "maria" } },
    ]);
    expect(await mark("OPEN")).toEqual({ changed: true });
    expect(await mark("OPEN")).toEqual({ changed: false });
    expect(await groups()).toMatchObject([{ mark: null }]);
    await expect(mark("RESOLVED", " ")).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
