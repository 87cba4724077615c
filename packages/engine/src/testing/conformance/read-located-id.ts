/** Which run an id belongs to. */

import assert from "node:assert/strict";
import { aiCallFilter, annotationFilter } from "../../read/filters.js";
import { aiCallInput, createRun, createStage, jobInput } from "../factories.js";
import { suite } from "./suite.js";

export const locatedIdSuite = suite("read side: whose id it is", {
  "an id of a run, of a stage and of what they have leads to the run and the stage": async (store) => {
    const run = await createRun(store, { workflowName: "The one" });
    await createRun(store);
    const stage = await createStage(store, run.id, { stageName: "Assess" });
    await store.persistence.supersedeStages(run.id, 1);
    const again = await createStage(store, run.id, { stageName: "Assess", attempt: 1 });
    const jobId = await store.jobs.enqueue(
      jobInput({ workflowRunId: run.id, stageId: again.stageId, stageAttempt: 1 }),
    );
    await store.persistence.appendAnnotations([
      { workflowRunId: run.id, workflowStageRecordId: stage.id, scope: "stage", key: "k", value: 1 },
    ]);
    await store.aiCalls.write([
      aiCallInput({ workflowRunId: run.id, stageId: stage.stageId, workflowStageId: stage.id }),
    ]);
    const { rows: annotations } = await store.read.annotations.list(
      annotationFilter.parse({ runId: run.id }),
    );
    const { rows: calls } = await store.read.aiCalls.list(aiCallFilter.parse({ runId: run.id }));

    const located = await Promise.all(
      [run.id, stage.id, jobId, annotations[0]?.id, calls[0]?.id].map((id) =>
        store.read.ids.locate(id ?? ""),
      ),
    );

    const common = { runId: run.id, workflowName: "The one", status: "PENDING" };
    const first = { id: stage.id, name: "Assess", attempt: 0 };
    assert.deepEqual(located, [
      { ...common, kind: "run", stage: null },
      { ...common, kind: "stage", stage: first },
      { ...common, kind: "job", stage: { id: again.id, name: "Assess", attempt: 1 } },
      { ...common, kind: "annotation", stage: first },
      { ...common, kind: "aiCall", stage: first },
    ]);
  },

  "an id that nothing has leads nowhere": async (store) => {
    await createRun(store);

    for (const id of ["", "no-such-id", "\0", "x".repeat(2000)]) {
      assert.equal(await store.read.ids.locate(id), null);
    }
  },
});
