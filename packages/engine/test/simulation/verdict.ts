/** What is wrong with a world in the end. */

import type { WorkflowRunRecord, WorkflowStageRecord } from "../../src/domain/records.js";
import { outputOf, SHAPES } from "./shapes.js";
import type { World } from "./world.js";

export async function verdictOn(world: World): Promise<string[]> {
  const { oracle, client, executions, store, surprises, database, questions } = world;
  const violations = await oracle.check({ acknowledged: client.acknowledged, executions });
  const wrong = [...surprises, ...violations.map(({ invariant, says }) => `Invariant ${invariant}: ${says}`)];
  for (const runId of client.toldCancelled) {
    const status = await store.persistence.getRunStatus(runId);
    if (status !== "CANCELLED") wrong.push(`Run ${runId} was cancelled and is ${status}`);
  }
  for (const runId of client.stated) {
    const facts = await store.persistence.listAnnotations(runId, { key: "Review.verdict" });
    if (facts.length !== 1) wrong.push(`Run ${runId} has a fact ${facts.length} times that was stated once`);
  }
  for (const { runId } of client.acknowledged) {
    const recorded = database.moment().tables.aiCalls.in("run", runId).length;
    const made = questions.get(runId) ?? 0;
    if (recorded > made)
      wrong.push(`Run ${runId} asked a model ${made} times and ${recorded} calls are recorded`);
  }
  for (const run of await store.persistence.getRunsByStatus("COMPLETED"))
    wrong.push(...outputsOf(run, await store.persistence.getStagesByRun(run.id)));
  return wrong;
}

/** A stage's output says which delivery made it of what: it must be the one that was recorded, of what came before. */
function outputsOf(run: WorkflowRunRecord, stages: readonly WorkflowStageRecord[]): string[] {
  const shape = SHAPES.find(({ id }) => id === run.workflowId);
  const wrong: string[] = [];
  let given = run.input;
  for (const group of shape?.groups ?? []) {
    const outputs: Record<string, unknown> = {};
    for (const { id } of group) {
      const stage = stages.find(({ stageId }) => stageId === id);
      const [, delivery = "?"] = /^\w+\.\d+\.(\d+)/.exec(String(stage?.outputData)) ?? [];
      const expected = outputOf(id, stage?.attempt ?? -1, Number(delivery), given);
      if (stage?.outputData !== expected)
        wrong.push(`Stage ${id} of run ${run.id} gave ${JSON.stringify(stage?.outputData)}, not ${expected}`);
      outputs[id] = stage?.outputData;
    }
    given = group.length === 1 ? Object.values(outputs)[0] : outputs;
  }
  if (JSON.stringify(run.output) !== JSON.stringify(given))
    wrong.push(`Run ${run.id} gave ${JSON.stringify(run.output)}, its last group ${JSON.stringify(given)}`);
  return wrong;
}
