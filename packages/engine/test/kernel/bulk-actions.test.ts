import { afterEach, describe, expect, test } from "vitest";
import { createKernel } from "../../src/kernel/kernel.js";
import { bulkItemFilter } from "../../src/read/bulk-actions.js";
import { openStore } from "../../src/store.js";
import { withCrashPoint } from "../../src/testing/crash-points.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { type Bodies, sampleWorkflow } from "./workflows.js";

const maria = { kind: "user", id: "maria" };

describe.each(KERNEL_STORES)("bulk actions on %s", (kind) => {
  let bench: Workbench;
  const open = async (bodies: Bodies = {}) => {
    bench = await workbench(kind, sampleWorkflow(bodies));
    return bench;
  };
  afterEach(() => bench.discard());

  const start = async (
    bulkKind: "cancel" | "rerun",
    target: { ids: string[] } | { filter: Record<string, unknown> },
  ) =>
    (await bench.kernel.dispatch("bulk.start", { kind: bulkKind, target, reason: "tidy up", actor: maria }))
      .bulkActionId;
  const sweep = (limit = 25) => bench.kernel.dispatch("bulk.sweep", { limit });
  const reportOf = async (id: string) =>
    Object.fromEntries(
      (await bench.store.read.bulk.items(bulkItemFilter.parse({ id }))).rows.map(
        ({ runId, status, reason }) => [runId, reason === null ? status : `${status}: ${reason}`],
      ),
    );
  const created = async (count: number) => {
    const ids: string[] = [];
    while (ids.length < count) ids.push(await bench.create({ text: `run ${ids.length}` }));
    return ids;
  };

  test("cancels what its filter meant when it started, and nothing that came later", async () => {
    const { store, kernel } = await open();
    const ids = await created(3);
    const id = await start("cancel", { filter: { status: ["PENDING"], workflowId: ["sample"] } });
    const [later] = await created(1);

    expect(await sweep()).toEqual({ done: 3, failed: 0, skipped: 0, judged: 0 });
    expect(await sweep()).toEqual({ done: 0, failed: 0, skipped: 0, judged: 0 });

    for (const runId of ids) expect(await bench.statusOf(runId)).toBe("CANCELLED");
    expect(await bench.statusOf(later ?? "")).toBe("PENDING");
    expect(await store.read.bulk.get(id)).toMatchObject({
      kind: "cancel",
      reason: "tidy up",
      actor: { kind: "user", id: "maria" },
      filter: { status: ["PENDING"], workflowId: ["sample"] },
      status: "DONE",
      total: 3,
      done: 3,
    });
    const [stated] = await store.persistence.listAnnotations(ids[0] ?? "", { key: "Cancel.reason" });
    expect(stated).toMatchObject({ value: "tidy up", actorId: "maria" });
    expect(await kernel.dispatch("bulk.abort", { bulkActionId: id })).toEqual({ aborted: false });
  });

  test("runs again from the first failed stage, else from the first, and says from which", async () => {
    let isBroken = true;
    const { drainUntil, drain, kernel, stagesOf, create } = await open({
      join: ({ runId }) => {
        if (isBroken && runId === broken) throw new Error("broken");
        return "mended";
      },
    });
    const broken = await create({ text: "a" });
    const whole = await create({ text: "b" });
    await drainUntil(broken, "FAILED");
    isBroken = false;
    const unstarted = await create({ text: "c" });
    await kernel.dispatch("run.cancel", { runId: unstarted });

    const id = await start("rerun", { ids: [broken, whole, unstarted] });
    await sweep();
    await drain();

    expect(await reportOf(id)).toEqual({
      [broken]: "DONE: From join",
      [whole]: "DONE: From measure",
      [unstarted]: "DONE: From measure",
    });
    expect(await stagesOf(broken)).toContain("join:1:COMPLETED");
    expect(await stagesOf(broken)).toContain("measure:0:COMPLETED");
    expect(await stagesOf(whole)).toContain("measure:1:COMPLETED");
    expect(await bench.statusOf(unstarted)).toBe("COMPLETED");
  });

  test("skips runs that are over, gone, at work or changed since, each with its reason", async () => {
    const { create, drain, kernel } = await open();
    const over = await create({ text: "a" });
    await drain();
    const waiting = await create({ text: "b" });
    const cancel = await start("cancel", { ids: [over, waiting, "gone"] });
    const atWork = await create({ text: "c" });
    const rerun = await start("rerun", { ids: [over, atWork] });
    await kernel.dispatch("run.rerunFrom", { runId: over, stageId: "join" });

    expect(await sweep()).toEqual({ done: 1, failed: 0, skipped: 4, judged: 0 });

    expect(await reportOf(cancel)).toEqual({
      [over]: "SKIPPED: It was run again since the action started",
      [waiting]: "DONE",
      gone: "SKIPPED: The run does not exist",
    });
    await drain();
    const again = await start("cancel", { ids: [over, waiting] });
    await sweep();
    expect(await reportOf(again)).toEqual({
      [over]: "SKIPPED: It was completed already",
      [waiting]: "SKIPPED: It was cancelled already",
    });
    expect(await reportOf(rerun)).toEqual({
      [over]: "SKIPPED: It was run again since the action started",
      [atWork]: "SKIPPED: It is pending: only a run that has ended is run again",
    });
  });

  test("what should have worked has failed with its reason, and leaves the run as it was", async () => {
    const { create, drain, store } = await open();
    const unknown = await store.persistence.createRun({
      workflowId: "unknown",
      workflowName: "Unknown",
      workflowType: "unknown",
      input: {},
    });
    await store.persistence.updateRun(unknown.id, { status: "FAILED" });
    const whole = await create({ text: "a" });
    await drain();
    const before = await store.persistence.getRunState(unknown.id);

    const id = await start("rerun", { ids: [unknown.id, whole] });
    expect(await sweep()).toEqual({ done: 1, failed: 1, skipped: 0, judged: 0 });

    expect((await reportOf(id))[unknown.id]).toMatch(/^FAILED: Workflow "unknown" is not known/);
    expect(await store.persistence.getRunState(unknown.id)).toEqual(before);
    expect(await store.read.bulk.get(id)).toMatchObject({ status: "DONE", done: 1, failed: 1 });
  });

  test("an aborted action leaves alone what nobody was at", async () => {
    const { kernel, store } = await open();
    await created(3);
    const id = await start("cancel", { filter: {} });
    await sweep(1);

    expect(await kernel.dispatch("bulk.abort", { bulkActionId: id })).toEqual({ aborted: true });
    expect(await sweep()).toEqual({ done: 0, failed: 0, skipped: 0, judged: 0 });

    expect(await store.read.bulk.get(id)).toMatchObject({ status: "ABORTED", total: 3, done: 1 });
    expect(await store.persistence.getRunsByStatus("PENDING")).toHaveLength(2);
    await expect(kernel.dispatch("bulk.abort", { bulkActionId: "none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("the same id starts once; nothing, too much and nobody are refused", async () => {
    const { kernel, store } = await open();
    const ids = await created(1);
    const command = { kind: "cancel", target: { ids }, reason: "r", actor: maria, id: "once" } as const;

    const first = await kernel.dispatch("bulk.start", command);
    const second = await kernel.dispatch("bulk.start", { ...command, target: { ids: ["other", "more"] } });

    expect(first).toEqual({ bulkActionId: "once", total: 1 });
    expect(second).toEqual(first);
    const nothing = { ...command, id: "nothing", target: { filter: { status: ["FAILED"] } } };
    await expect(kernel.dispatch("bulk.start", nothing)).rejects.toMatchObject({ code: "BULK_REFUSED" });
    for (const wrong of [{ actor: {} }, { reason: " " }, { target: { ids: [] } }]) {
      await expect(kernel.dispatch("bulk.start", { ...command, ...wrong })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    }
    expect(await store.read.bulk.get("nothing")).toBeNull();
  });

  test("two workers that sweep at once do each item once", async () => {
    const { store, url } = await open();
    await store.persistence.saveDefinition(sampleWorkflow().shape, "worker-1");
    const ids = await created(20);
    const id = await start("rerun", { ids: await finished(ids) });
    const other = url === undefined ? store : await openStore(url);
    const kernels = [bench.kernel, createKernel({ store: other })];

    const swept = await Promise.all(kernels.map((kernel) => kernel.dispatch("bulk.sweep", { limit: 100 })));

    if (other !== store) await other.close();
    expect(swept.reduce((sum, { done }) => sum + done, 0)).toBe(20);
    expect(await store.read.bulk.get(id)).toMatchObject({ status: "DONE", done: 20, skipped: 0 });
    for (const runId of ids) expect(await store.persistence.getRunState(runId)).toMatchObject({ attempt: 1 });
  });

  test("a worker that dies between items leaves the rest to another, and nothing is done twice", async () => {
    const { store } = await open();
    await store.persistence.saveDefinition(sampleWorkflow().shape, "worker-1");
    const ids = await finished(await created(4));
    const id = await start("rerun", { ids });
    const undisturbed = withCrashPoint(store);
    await createKernel({ store: undisturbed.store }).dispatch("bulk.sweep", { limit: 1 });
    const callsOfOne = undisturbed.calls.length;

    const doomed = withCrashPoint(store, { call: callsOfOne + 2, moment: "after" });
    const dying = createKernel({ store: doomed.store }).dispatch("bulk.sweep", { limit: 100 });
    await expect(dying).rejects.toMatchObject({ code: "PROCESS_DIED" });
    const between = await store.read.bulk.get(id);
    await sweep();

    expect(between).toMatchObject({ status: "RUNNING", done: 2 });
    expect(await store.read.bulk.get(id)).toMatchObject({ status: "DONE", done: 4 });
    for (const runId of ids)
      expect(await store.persistence.getRunState(runId)).toMatchObject({ attempt: 1, status: "RUNNING" });
  });

  const finished = async (ids: string[]) => {
    for (const runId of ids) await bench.kernel.dispatch("run.cancel", { runId });
    return ids;
  };
});
