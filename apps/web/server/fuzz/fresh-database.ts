/** A migrated database for one test, with a few runs in it, gone afterwards. */

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate, openStore } from "@stageline/engine/store";
import pg from "pg";

export type Kind = "sqlite" | "postgresql";

export interface FreshDatabase {
  readonly url: string;
  /** Ids that questions find something by. */
  readonly ids: readonly string[];
  discard(): Promise<void>;
}

export async function freshDatabase(kind: Kind): Promise<FreshDatabase> {
  const empty = await (kind === "sqlite" ? sqlite() : postgresql());
  await migrate(empty.url);
  return { ...empty, ids: await fill(empty.url) };
}

async function sqlite(): Promise<Omit<FreshDatabase, "ids">> {
  const folder = await mkdtemp(path.join(tmpdir(), "stageline-fuzz-"));
  const url = `file:${path.join(folder, "fuzz.db")}`;
  return { url, discard: () => rm(folder, { recursive: true, force: true }) };
}

async function postgresql(): Promise<Omit<FreshDatabase, "ids">> {
  const server = process.env.STAGELINE_TEST_POSTGRES_URL;
  if (server === undefined) throw new Error("STAGELINE_TEST_POSTGRES_URL is not set: run `npm test -- unit`");
  const name = `fuzz_${randomBytes(8).toString("hex")}`;
  const onServer = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await onServer(`create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return { url, discard: () => onServer(`drop database ${name} with (force)`) };
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
