/** What tells a dashboard that something has changed. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { newId } from "../../domain/ids.js";
import { createRun, createStage, eventInput } from "../factories.js";
import { suite } from "./suite.js";

async function running(store: Store): Promise<{ runId: string; stageRecordId: string }> {
  const run = await createRun(store);
  await store.persistence.updateRun(run.id, { status: "RUNNING" });
  const stage = await createStage(store, run.id);
  await store.persistence.updateStage(stage.id, { status: "RUNNING" });
  return { runId: run.id, stageRecordId: stage.id };
}

export const readLiveMarkSuite = suite("live marks", {
  "stay the same while nothing is written": async (store) => {
    const { runId } = await running(store);

    const [before, after] = [await store.read.live.marks([runId]), await store.read.live.marks([runId])];

    assert.deepEqual(after, before);
    assert.equal(before.runs.length, 1);
  },

  "of a run differ after an event of it, and its alone": async (store) => {
    const { runId } = await running(store);
    const other = await running(store);
    const before = await store.read.live.marks([runId, other.runId]);

    await store.persistence.appendOutboxEvents([eventInput(runId)]);

    const after = await store.read.live.marks([runId, other.runId]);
    const changed = after.runs.filter(
      (mark) => mark.state !== before.runs.find((old) => old.runId === mark.runId)?.state,
    );
    assert.deepEqual(
      changed.map((mark) => mark.runId),
      [runId],
    );
    assert.notEqual(after.news, before.news);
  },

  "differ after an annotation that tells nobody": async (store) => {
    const { runId } = await running(store);
    const [before] = (await store.read.live.marks([runId])).runs;

    await store.persistence.appendAnnotations([
      { workflowRunId: runId, scope: "run", key: "Label", value: "odd" },
    ]);

    const [after] = (await store.read.live.marks([runId])).runs;
    assert.notEqual(after?.state, before?.state);
  },

  "differ after a running stage has reported, however often": async (store) => {
    const { runId, stageRecordId } = await running(store);
    const seen = new Set<string | undefined>();

    for (let report = 0; report < 3; report++) {
      seen.add((await store.read.live.marks([runId])).runs[0]?.reports);
      await store.persistence.markReports([{ stageRecordId, marker: newId() }]);
    }

    assert.equal(seen.size, 3);
  },

  "leave out what does not exist": async (store) => {
    await running(store);

    const { news, runs } = await store.read.live.marks(["nobody", "\0"]);

    assert.deepEqual(runs, []);
    assert.equal(typeof news, "string");
  },
});
