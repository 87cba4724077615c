/** A migrated database for one test, with a few runs in it, gone afterwards. */

import { openStore } from "@stageline/engine/store";
import { FRESH, type Kind } from "../../../../packages/engine/test/prisma/databases";

export type { Kind };

export interface FreshDatabase {
  readonly url: string;
  /** Ids that questions find something by. */
  readonly ids: readonly string[];
  discard(): Promise<void>;
}

export async function freshDatabase(kind: Kind): Promise<FreshDatabase> {
  const { url, drop } = await FRESH[kind]();
  return { url, ids: await fill(url), discard: drop };
}

async function fill(url: string): Promise<string[]> {
  const store = await openStore(url);
  const { persistence, aiCalls } = store;
  const ids: string[] = [];
  for (const name of ["first", "second", "third"]) {
    const run = await persistence.createRun({
      workflowId: "fuzzed",
      workflowName: name,
      workflowType: "fuzzed",
      input: { name },
      metadata: { team: name },
    });
    const stage = await persistence.createStage({
      workflowRunId: run.id,
      stageId: "only",
      stageName: "Only",
      stageNumber: 1,
      executionGroup: 1,
      status: "COMPLETED",
      startedAt: new Date(),
      inputData: { name },
    });
    const of = { workflowRunId: run.id, workflowStageId: stage.id };
    await persistence.createLog({ ...of, level: "INFO", message: name, metadata: { name } });
    await persistence.saveArtifact({ ...of, key: name, type: "ARTIFACT", data: { name }, size: 4 });
    await persistence.appendAnnotations([
      { workflowRunId: run.id, scope: "run", key: `note.${name}`, value: name },
    ]);
    await aiCalls.write([
      {
        ...of,
        topic: name,
        callType: "text",
        modelKey: "m",
        modelId: "m-1",
        prompt: name,
        response: name,
        inputTokens: 1,
        outputTokens: 1,
        cost: 0.1,
      },
    ]);
    ids.push(run.id, stage.id);
  }
  await store.close();
  return ids;
}
