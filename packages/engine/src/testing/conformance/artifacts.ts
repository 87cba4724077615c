/** Artifacts: one value per run and key; and outputs, which are artifacts of an attempt. */

import assert from "node:assert/strict";
import type { SaveArtifactInput } from "../../ports/workflow-persistence.js";
import { createRun, createStage, longName, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const artifact = (workflowRunId: string, overrides: Partial<SaveArtifactInput> = {}): SaveArtifactInput => ({
  ...{ workflowRunId, key: "report.md", type: "ARTIFACT", data: "# Report", size: 8 },
  ...overrides,
});

export const artifactSuite = suite("artifacts and outputs", {
  "a saved value is loaded as it was": async (store) => {
    const { id } = await createRun(store);
    const data = { list: [1, { deep: null }], text: "ä😀" };

    await store.persistence.saveArtifact(artifact(id, { data }));

    assert.deepEqual(await store.persistence.loadArtifact(id, "report.md"), data);
    assert.equal(await store.persistence.hasArtifact(id, "report.md"), true);
  },
  "null, false, 0 and an empty text are values": async (store) => {
    const { id } = await createRun(store);
    for (const data of [null, false, 0, ""]) {
      await store.persistence.saveArtifact(artifact(id, { data }));
      assert.equal(await store.persistence.loadArtifact(id, "report.md"), data);
      assert.equal(await store.persistence.hasArtifact(id, "report.md"), true);
    }
  },
  "a missing key loads as undefined, is not there, and can be deleted": async (store) => {
    const { id } = await createRun(store);

    assert.equal(await store.persistence.loadArtifact(id, "nothing"), undefined);
    assert.equal(await store.persistence.hasArtifact(id, "nothing"), false);
    await store.persistence.deleteArtifact(id, "nothing");
    assert.equal(await store.persistence.loadArtifact("no-such-run", "nothing"), undefined);
    assert.deepEqual(await store.persistence.listArtifacts("no-such-run"), []);
  },
  "saving again replaces every field but id and createdAt": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    await store.persistence.saveArtifact(artifact(id, { workflowStageId: stage.id, metadata: { a: 1 } }));
    const [first] = await store.persistence.listArtifacts(id);
    await nextInstant(store);

    await store.persistence.saveArtifact(artifact(id, { type: "METADATA", data: [2], size: 3_000_000_000 }));

    const [second, ...more] = await store.persistence.listArtifacts(id);
    assert.deepEqual(more, []);
    shows(second, {
      ...{ id: first?.id, createdAt: first?.createdAt, type: "METADATA", data: [2] },
      ...{ size: 3_000_000_000, metadata: null, workflowStageId: null },
    });
    assert.ok(first && second && second.updatedAt > first.updatedAt);
  },
  "the size is what the caller says, not what it is": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.saveArtifact(artifact(id, { data: "long text", size: 1 }));
    assert.deepEqual(
      (await store.persistence.listArtifacts(id)).map(({ size }) => size),
      [1],
    );
  },
  "thirty saves of one key at once make one artifact": async (store) => {
    const { id } = await createRun(store);

    await Promise.all(times(30, (n) => store.persistence.saveArtifact(artifact(id, { data: n }))));

    assert.equal((await store.persistence.listArtifacts(id)).length, 1);
  },
  "the same key in two runs is two artifacts": async (store) => {
    const [one, other] = [await createRun(store), await createRun(store)];
    await store.persistence.saveArtifact(artifact(one.id, { data: 1 }));
    await store.persistence.saveArtifact(artifact(other.id, { data: 2 }));

    await store.persistence.deleteArtifact(one.id, "report.md");

    assert.equal(await store.persistence.loadArtifact(one.id, "report.md"), undefined);
    assert.equal(await store.persistence.loadArtifact(other.id, "report.md"), 2);
  },
  "keys are compared to the letter": async (store) => {
    const { id } = await createRun(store);
    for (const key of ["a", "A", "a ", "%", "_", "a/b", "ä"]) {
      await store.persistence.saveArtifact(artifact(id, { key, data: key }));
    }
    assert.equal((await store.persistence.listArtifacts(id)).length, 7);
    assert.equal(await store.persistence.loadArtifact(id, "A"), "A");
    assert.equal(await store.persistence.hasArtifact(id, "Ä"), false);
  },
  "an artifact needs its run": async (store) => {
    await refuses("NOT_FOUND", store.persistence.saveArtifact(artifact("no-such-run")));
  },
  "an output is stored under a key of run, stage and attempt that ends in output.json": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id, { stageId: "assess" });

    const key = await store.persistence.saveStageOutput(id, "sample", "assess", { outcome: "approved" });

    assert.ok(key.endsWith("output.json"), key);
    assert.ok(key.includes(id) && key.includes("assess") && key.includes("0"), key);
    assert.deepEqual(await store.persistence.loadArtifact(id, key), { outcome: "approved" });
    const [saved] = await store.persistence.listArtifacts(id);
    shows(saved, { key, type: "STAGE_OUTPUT", workflowStageId: stage.id });
  },
  "the output of another attempt has another key, and the old one stays": async (store) => {
    const { id } = await createRun(store);
    await createStage(store, id);
    const first = await store.persistence.saveStageOutput(id, "sample", "first", 1);
    await store.persistence.supersedeStages(id, 1);
    await createStage(store, id, { attempt: 1 });

    const second = await store.persistence.saveStageOutput(id, "sample", "first", 2);

    assert.notEqual(first, second);
    assert.equal(await store.persistence.loadArtifact(id, first), 1);
    assert.equal(await store.persistence.loadArtifact(id, second), 2);
  },
  "saving an output again replaces it": async (store) => {
    const { id } = await createRun(store);
    await createStage(store, id);
    const key = await store.persistence.saveStageOutput(id, "sample", "first", 1);

    assert.equal(await store.persistence.saveStageOutput(id, "sample", "first", 2), key);
    assert.equal(await store.persistence.loadArtifact(id, key), 2);
  },
  "outputs of stages with slashes and dots in their names do not meet": async (store) => {
    const { id } = await createRun(store);
    const keys = [];
    for (const stageId of ["a/b", "a", "b", "..", "a%2Fb"]) {
      await createStage(store, id, { stageId });
      keys.push(await store.persistence.saveStageOutput(id, "sample", stageId, stageId));
    }
    assert.equal(new Set(keys).size, 5);
  },
  "the stage of an artifact is the current row of the stage": async (store) => {
    const { id } = await createRun(store);
    await createStage(store, id);
    await store.persistence.supersedeStages(id, 1);
    const current = await createStage(store, id, { attempt: 1 });

    assert.equal(await store.persistence.getStageIdForArtifact(id, "first"), current.id);
    assert.equal(await store.persistence.getStageIdForArtifact(id, "nobody"), null);
  },
  "a value that is undefined is there, and loads as undefined": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.saveArtifact(artifact(id, { data: undefined }));
    assert.equal(await store.persistence.hasArtifact(id, "report.md"), true);
    assert.equal(await store.persistence.loadArtifact(id, "report.md"), undefined);
  },
  "artifacts come in the order in which they were first saved": async (store) => {
    const { id } = await createRun(store);
    for (const key of ["c", "a", "b", "c"]) await store.persistence.saveArtifact(artifact(id, { key }));
    assert.deepEqual(
      (await store.persistence.listArtifacts(id)).map(({ key }) => key),
      ["c", "a", "b"],
    );
  },
  "every type is kept": async (store) => {
    const { id } = await createRun(store);
    for (const type of ["STAGE_OUTPUT", "ARTIFACT", "METADATA"] as const) {
      await store.persistence.saveArtifact(artifact(id, { type }));
      shows((await store.persistence.listArtifacts(id))[0], { type });
    }
  },
  "a deleted artifact that is saved again is a new one": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.saveArtifact(artifact(id));
    const [first] = await store.persistence.listArtifacts(id);
    await store.persistence.deleteArtifact(id, "report.md");
    await store.persistence.saveArtifact(artifact(id));
    const [second] = await store.persistence.listArtifacts(id);
    assert.ok(first && second && first.id !== second.id);
  },
  "the stage of an artifact must exist, and nothing is saved otherwise": async (store) => {
    const { id } = await createRun(store);
    await refuses("NOT_FOUND", store.persistence.saveArtifact(artifact(id, { workflowStageId: "nobody" })));
    assert.deepEqual(await store.persistence.listArtifacts(id), []);
  },
  "an output may be saved before its stage is": async (store) => {
    const { id } = await createRun(store);
    const key = await store.persistence.saveStageOutput(id, "sample", "later", 1);
    assert.equal(await store.persistence.loadArtifact(id, key), 1);
    shows((await store.persistence.listArtifacts(id))[0], { workflowStageId: null });
  },
  "an output needs its run": async (store) => {
    await refuses("NOT_FOUND", store.persistence.saveStageOutput("no-such-run", "sample", "first", 1));
  },
  "an output of null is an output": async (store) => {
    const { id } = await createRun(store);
    const key = await store.persistence.saveStageOutput(id, "sample", "first", null);
    assert.equal(await store.persistence.loadArtifact(id, key), null);
    assert.equal(await store.persistence.hasArtifact(id, key), true);
  },
  "an output can be saved for a replaced attempt, under that attempt's key": async (store) => {
    const { id } = await createRun(store);
    const old = await createStage(store, id);
    await store.persistence.supersedeStages(id, 1);
    const current = await createStage(store, id, { attempt: 1 });

    const [oldKey, currentKey] = [
      await store.persistence.saveOutputOf(old.id, "old"),
      await store.persistence.saveOutputOf(current.id, "current"),
    ];

    assert.notEqual(oldKey, currentKey);
    assert.equal(await store.persistence.saveStageOutput(id, "sample", "first", "current"), currentKey);
    assert.equal(await store.persistence.loadArtifact(id, oldKey), "old");
    const saved = await store.persistence.listArtifacts(id);
    assert.deepEqual(
      saved.map(({ workflowStageId }) => workflowStageId),
      [old.id, current.id],
    );
    await refuses("NOT_FOUND", store.persistence.saveOutputOf("nobody", 1));
  },
  "an artifact and an output are saved for names of the greatest size in any script": async (store) => {
    const [run, stageId, key] = [longName(1), longName(2), longName(3)];
    const { id } = await createRun(store, { id: run, workflowType: longName(4) });
    await createStage(store, id, { stageId });

    await store.persistence.saveArtifact(artifact(id, { key, data: "artifact" }));
    const outputKey = await store.persistence.saveStageOutput(id, longName(4), stageId, "output");

    assert.ok(outputKey.endsWith("output.json"));
    assert.equal(await store.persistence.loadArtifact(id, key), "artifact");
    assert.equal(await store.persistence.loadArtifact(id, outputKey), "output");
  },
  "outputs of stages whose long names differ in one character do not meet": async (store) => {
    const { id } = await createRun(store);
    const keys = [];
    for (const last of ["a", "b"]) {
      const stageId = `${"x".repeat(499)}${last}`;
      await createStage(store, id, { stageId });
      keys.push(await store.persistence.saveStageOutput(id, "sample", stageId, last));
    }
    await store.persistence.supersedeStages(id, 1);
    const attempt = await createStage(store, id, { stageId: `${"x".repeat(499)}a`, attempt: 1 });
    keys.push(await store.persistence.saveOutputOf(attempt.id, "again"));
    assert.equal(new Set(keys).size, 3);
  },
});
