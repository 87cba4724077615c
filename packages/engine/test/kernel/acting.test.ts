/** What people do is written down with what it does. */

import { afterEach, describe, expect, test } from "vitest";
import { brokenLink, EMPTY_CHAIN } from "../../src/domain/audit-chain.js";
import type { CommandInput, CommandType } from "../../src/kernel/kernel.js";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { sampleWorkflow } from "./workflows.js";

const by = { kind: "user", id: "maria" };

describe.each(KERNEL_STORES)("what somebody does on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());
  const start = async () => {
    bench = await workbench(kind, sampleWorkflow({}));
  };
  const act = <Type extends CommandType>(type: Type, input: CommandInput<Type>) =>
    bench.kernel.dispatch(type, input, { by });
  const create = async () => (await act("run.create", { workflowId: "sample", input: { text: "Hi" } })).runId;
  const written = async () =>
    (await bench.store.audit.after(0, 100)).map(({ actorId, action, targetId }) => [
      actorId,
      action,
      targetId,
    ]);

  test("is in the audit log, once for each effect and never without one", async () => {
    await start();

    const runId = await create();
    await act("run.cancel", { runId, reason: "wrong" });
    await act("run.cancel", { runId });
    await act("pause.set", { targetKind: "workflow", targetId: "sample", reason: "busy" });
    await act("pause.clear", { targetKind: "workflow", targetId: "sample" });
    await act("pause.clear", { targetKind: "workflow", targetId: "sample" });
    const many: CommandInput<"bulk.start"> = {
      kind: "rerun",
      target: { ids: [runId] },
      reason: "again",
      actor: by,
      id: "many",
    };
    await act("bulk.start", many);
    await act("bulk.start", many);
    await act("bulk.abort", { bulkActionId: "many" });
    await act("bulk.abort", { bulkActionId: "many" });

    expect(await written()).toEqual([
      ["maria", "run.create", runId],
      ["maria", "run.cancel", runId],
      ["maria", "pause.set", "sample"],
      ["maria", "pause.clear", "sample"],
      ["maria", "bulk.start", "many"],
      ["maria", "bulk.abort", "many"],
    ]);
    const entries = await bench.store.audit.after(0, 100);
    expect(brokenLink(entries, EMPTY_CHAIN)).toBeUndefined();
    expect(entries[1]).toMatchObject({ reason: "wrong", before: '{"status":"PENDING"}' });
  });

  test("is done by workers as anything else", async () => {
    await start();
    const runId = await create();

    await bench.drain();

    expect(await bench.statusOf(runId)).toBe("COMPLETED");
    expect(await written()).toHaveLength(1);
  });

  test("is not written down when it only asks, is refused or is a repetition", async () => {
    await start();
    const once = { workflowId: "sample", input: { text: "Hi" }, idempotencyKey: "once" };
    const { runId } = await act("run.create", once);
    await act("run.create", once);
    await bench.drain();
    const stageId = (await bench.stagesOf(runId))[0]?.split(":")[0] ?? "";
    await act("run.rerunFrom", { runId, stageId, dryRun: true });
    await expect(act("run.cancel", { runId: "nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });

    expect(await written()).toEqual([["maria", "run.create", runId]]);
  });

  test("holds at once what a pause holds, within the transaction that sets it", async () => {
    await start();
    const runId = await create();
    await bench.kernel.dispatch("run.claimPending", {});

    await act("pause.set", { targetKind: "workflow", targetId: "sample", reason: "busy" });

    const jobs = await bench.claim();
    expect(jobs).toEqual([]);
    expect(await bench.statusOf(runId)).toBe("RUNNING");
  });

  test("by the kernel itself is not written down", async () => {
    await start();
    await bench.create({ text: "Hi" });
    await bench.drain();

    expect(await written()).toEqual([]);
  });
});
