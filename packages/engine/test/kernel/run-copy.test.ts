import { afterEach, describe, expect, test } from "vitest";
import { KERNEL_STORES, type Workbench, workbench } from "./workbench.js";
import { sampleWorkflow } from "./workflows.js";

const maria = { kind: "user", id: "maria" };

describe.each(KERNEL_STORES)("a copy of a run on %s", (kind) => {
  let bench: Workbench;
  afterEach(() => bench.discard());
  const originalRun = async () => {
    bench = await workbench(kind, sampleWorkflow({}));
    const runId = await bench.create({ text: "Hello" });
    await bench.drain();
    return runId;
  };

  test("runs from the beginning with the changed input, linked to an original that stays as it was", async () => {
    const originalId = await originalRun();

    const { runId } = await bench.kernel.dispatch("run.copy", {
      runId: originalId,
      input: { text: "Bye" },
      reason: "another text",
      actor: maria,
    });
    await bench.drain();

    expect(runId).not.toBe(originalId);
    const { store } = bench;
    expect(await store.read.runs.get(runId)).toMatchObject({ status: "COMPLETED", parentRunId: originalId });
    expect(await store.persistence.getRun(runId)).toMatchObject({ input: { text: "Bye" } });
    expect(await store.read.runs.get(originalId)).toMatchObject({ status: "COMPLETED", attempt: 0 });
    const [stated] = await store.persistence.listAnnotations(runId, { key: "Rerun.copyOf" });
    expect(stated).toMatchObject({
      value: originalId,
      actorId: "maria",
      payload: { reason: "another text" },
    });
  });

  test("is the same one for the same key", async () => {
    const runId = await originalRun();
    const copy = () => bench.kernel.dispatch("run.copy", { runId, idempotencyKey: "once" });

    expect(await copy()).toEqual(await copy());
  });

  test("is refused when the input does not fit the workflow, and of a run nobody knows", async () => {
    const runId = await originalRun();

    await expect(bench.kernel.dispatch("run.copy", { runId, input: { text: 7 } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(bench.kernel.dispatch("run.copy", { runId: "nobody" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
