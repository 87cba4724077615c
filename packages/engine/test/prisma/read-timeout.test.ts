import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store.js";
import { freshPostgresql, type TestDatabase } from "./databases.js";

let database: TestDatabase;
let store: Store;
let blocker: pg.Client;

beforeAll(async () => {
  database = await freshPostgresql();
  store = await openStore(database.url, { readTimeoutMs: 300 });
  blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
});
afterAll(async () => {
  await blocker?.end();
  await store?.close();
  await database?.drop();
});

test("a question that takes too long is given up with an error of its own; a command waits", async () => {
  await blocker.query("begin; lock table workflow_runs in access exclusive mode");

  const list = store.read.runs.list({ direction: "after", limit: 10 });
  const created = store.persistence.createRun({
    workflowId: "w",
    workflowName: "W",
    workflowType: "t",
    input: null,
  });

  await expect(list).rejects.toMatchObject({ code: "DATABASE_TIMEOUT" });
  await blocker.query("commit");
  const { id } = await created;
  expect((await store.read.runs.list({ direction: "after", limit: 10 })).rows).toMatchObject([{ id }]);
});
