import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store.js";
import { freshPostgresql, freshSqlite, onServer, type TestDatabase } from "./databases.js";

const ZONES = ["UTC", "America/New_York", "Asia/Kolkata"] as const;
const ROLE = `stageline_zone_${process.pid}`;
const processZone = process.env.TZ;

afterEach(() => {
  if (processZone === undefined) delete process.env.TZ;
  else process.env.TZ = processZone;
});

/** The same for every zone of server, role and process. */
async function behavesTheSame(store: Store): Promise<void> {
  const { persistence, jobs } = store;
  const before = Date.now();
  const run = await persistence.createRun({
    workflowId: "w",
    workflowName: "W",
    workflowType: "t",
    input: { at: new Date("2026-03-08T07:30:00.000Z") },
  });
  expect(run.input).toEqual({ at: new Date("2026-03-08T07:30:00.000Z") });
  expect(run.createdAt.getTime()).toBeGreaterThanOrEqual(before);
  expect(run.createdAt.getTime()).toBeLessThanOrEqual(Date.now());
  expect(Math.abs((await store.now()).getTime() - Date.now())).toBeLessThan(5_000);

  // An hour that New York skips, one that it has twice, and the ends of what can be stored.
  for (const text of [
    "2026-03-08T07:30:00.123Z",
    "2026-11-01T05:30:00.000Z",
    "2026-11-01T06:30:00.000Z",
    "0001-01-01T00:00:00.000Z",
    "1970-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z",
  ]) {
    const at = new Date(text);
    await persistence.updateRun(run.id, { startedAt: at, completedAt: at });
    expect(await persistence.getRun(run.id)).toMatchObject({ startedAt: at, completedAt: at });
  }

  const base = { workflowRunId: run.id, workflowId: "w" };
  const soon = new Date(Date.now() + 3_600_000);
  await jobs.enqueue({ ...base, stageId: "in an hour", scheduledFor: soon });
  const ready = await jobs.enqueue({ ...base, stageId: "now" });
  const job = await jobs.dequeue();
  expect(job?.jobId).toBe(ready);
  expect(await jobs.dequeue()).toBeNull();
  const leaseMs = (job?.leaseUntil.getTime() ?? 0) - Date.now();
  expect(leaseMs).toBeGreaterThan(290_000);
  expect(leaseMs).toBeLessThanOrEqual(300_000);
  expect(await jobs.releaseStaleJobs(60_000)).toBe(0);
  expect(await jobs.reapExpired()).toEqual([]);

  await jobs.suspend(ready, soon);
  expect(await jobs.getSuspendedJobsReadyToPoll()).toEqual([]);
  expect((await jobs.getJob(ready))?.nextPollAt).toEqual(soon);

  await persistence.acquireIdempotencyKey("key", "c");
  expect(await persistence.acquireIdempotencyKey("key", "c", { staleInProgressAfterMs: 60_000 })).toEqual({
    status: "in_progress",
  });
  await persistence.createLogs([{ workflowRunId: run.id, level: "INFO", message: "m", createdAt: soon }]);
  expect((await persistence.listLogs({ workflowRunId: run.id }))[0]?.createdAt).toEqual(soon);
  await persistence.appendAnnotations([{ workflowRunId: run.id, scope: "run", key: "k", value: 1 }]);
  expect(await persistence.listAnnotations(run.id, { since: new Date(before) })).toHaveLength(1);
  expect(await persistence.listAnnotations(run.id, { since: soon })).toHaveLength(0);
}

describe.each(ZONES)("7.16 PostgreSQL whose database is in %s", (databaseZone) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await freshPostgresql({
      settings: [`timezone = '${databaseZone}'`, "datestyle = 'SQL, DMY'"],
    });
    await onServer(`create role ${ROLE} login superuser`);
  });
  afterAll(async () => {
    await database?.drop();
    await onServer(`drop role if exists ${ROLE}`);
  });

  describe.each(ZONES)("with a role in %s", (roleZone) => {
    test.each(ZONES)("and a process in %s", async (zone) => {
      await onServer(`alter role ${ROLE} set timezone = '${roleZone}'`);
      process.env.TZ = zone;
      const url = new URL(database.url);
      url.username = ROLE;
      url.password = "";
      const store = await openStore(url.href, { poolSize: 3 });
      try {
        await store.persistence.releaseIdempotencyKey("key", "c");
        await behavesTheSame(store);
      } finally {
        await store.close();
      }
    });
  });
});

describe("7.16 SQLite", () => {
  test.each(ZONES)("in a process in %s", async (zone) => {
    process.env.TZ = zone;
    const database = await freshSqlite();
    const store = await openStore(database.url);
    try {
      await behavesTheSame(store);
    } finally {
      await store.close();
      await database.drop();
    }
  });
});
