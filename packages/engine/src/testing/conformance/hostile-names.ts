/** Ids, keys, texts, numbers and dates that a column cannot hold: refused where they name something, mended in prose. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { MAX_ID_BYTES, MAX_ID_LENGTH } from "../../domain/storable.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import {
  createRun,
  createStage,
  eventInput,
  jobInput,
  longName,
  runInput,
  stageInput,
} from "../factories.js";
import { refuses } from "./refusal.js";
import { type ConformanceCase, suite } from "./suite.js";

const UNSTORABLE_NAMES = {
  "a NUL character": "a\u0000b",
  "half a surrogate pair": "a\ud800",
  "more than 500 characters": "x".repeat(MAX_ID_LENGTH + 1),
  "more than 800 bytes": "é".repeat(MAX_ID_BYTES / 2 + 1),
} as const;

/** Names that look dangerous and are not. */
const ODD_NAMES = [
  "",
  " ",
  "../../etc/passwd",
  "'; drop table workflow_runs; --",
  "%_\\%",
  "a/b?c#d",
  "__proto__",
  "constructor",
  "żółć 😀",
  "\u202eevil",
  "line\nbreak\ttab",
  "x".repeat(MAX_ID_LENGTH),
  longName(1),
] as const;

const DEFINITION: StoredWorkflow = {
  workflowId: "sample",
  contentHash: "aaa",
  name: "Sample",
  description: null,
  groups: [],
  inputSchema: null,
  configSchema: null,
};

/** Writes that take a name, refused when it cannot be stored. */
const WRITES: Readonly<Record<string, (store: Store, name: string) => Promise<unknown>>> = {
  "a run id": ({ persistence }, name) => persistence.createRun(runInput({ id: name })),
  "a run's workflow id": ({ persistence }, name) => persistence.createRun(runInput({ workflowId: name })),
  "a stage id": async (store, name) => createStage(store, (await createRun(store)).id, { stageId: name }),
  "a run's workflow type": ({ persistence }, name) => persistence.createRun(runInput({ workflowType: name })),
  "a run's parent": ({ persistence }, name) => persistence.createRun(runInput({ parentRunId: name })),
  "a run's definition": ({ persistence }, name) => persistence.createRun(runInput({ definitionHash: name })),
  "an output's workflow type": async (store, name) =>
    store.persistence.saveStageOutput((await createRun(store)).id, name, "first", 1),
  "an output's stage": async (store, name) =>
    store.persistence.saveStageOutput((await createRun(store)).id, "sample", name, 1),
  "an annotation's scope": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: name, key: "k", value: 1 },
    ]),
  "an annotation's scope id": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", scopeId: name, key: "k", value: 1 },
    ]),
  "an annotation's kind of actor": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: "k", value: 1, actor: { kind: name } },
    ]),
  "an annotation's version of its actor": async (store, name) =>
    store.persistence.appendAnnotations([
      {
        workflowRunId: (await createRun(store)).id,
        scope: "run",
        key: "k",
        value: 1,
        actor: { version: name },
      },
    ]),
  "a worker's id": ({ persistence }, name) =>
    persistence.heartbeatWorker({
      id: name,
      host: "box",
      pid: 1,
      version: "1",
      slots: 1,
      busy: 0,
      workflowIds: [],
      heartbeatMs: 1_000,
    }),
  "a definition's workflow": ({ persistence }, name) =>
    persistence.saveDefinition({ ...DEFINITION, workflowId: name }, "w1"),
  "a definition's version": ({ persistence }, name) =>
    persistence.saveDefinition({ ...DEFINITION, contentHash: name }, "w1"),
  "an artifact key": async (store, name) =>
    store.persistence.saveArtifact({
      workflowRunId: (await createRun(store)).id,
      key: name,
      type: "ARTIFACT",
      data: 1,
      size: 1,
    }),
  "an annotation key": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: name, value: 1 },
    ]),
  "an annotation's idempotency key": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: "k", value: 1, idempotencyKey: name },
    ]),
  "an annotation's actor": async (store, name) =>
    store.persistence.appendAnnotations([
      { workflowRunId: (await createRun(store)).id, scope: "run", key: "k", value: 1, actor: { id: name } },
    ]),
  "an event's run id": ({ persistence }, name) => persistence.appendOutboxEvents([eventInput(name)]),
  "an idempotency key": ({ persistence }, name) => persistence.acquireIdempotencyKey(name, "create"),
  "a job's run id": ({ jobs }, name) => jobs.enqueue(jobInput({ workflowRunId: name })),
  "a job's stage id": ({ jobs }, name) => jobs.enqueue(jobInput({ stageId: name })),
  "a batch id": ({ aiCalls }, name) => aiCalls.logBatchResults(name, []),
};

const refusals = Object.fromEntries(
  Object.entries(WRITES).flatMap(([what, write]) =>
    Object.entries(UNSTORABLE_NAMES).map(([why, name]): [string, ConformanceCase["check"]] => [
      `${what} with ${why} is refused`,
      (store) => refuses("UNSTORABLE_VALUE", write(store, name)),
    ]),
  ),
);

const oddities = Object.fromEntries(
  Object.entries(WRITES).map(([what, write]): [string, ConformanceCase["check"]] => [
    `${what} may be empty, long, or look like a path, SQL or a prototype`,
    async (store) => {
      for (const name of ODD_NAMES) await write(store, name);
    },
  ]),
);

const TOO_BIG = [Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 53];
const BEYOND_DATES = [
  new Date(Number.NaN),
  new Date("+010000-01-01T00:00:00Z"),
  new Date("-000001-12-31T00:00:00Z"),
];

export const hostileNameSuite = suite("hostile names and numbers", {
  ...refusals,
  ...oddities,
  "reads by a name that cannot be stored find nothing": async ({ persistence, jobs, aiCalls, read }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      const answers = [
        await persistence.getRun(name),
        await persistence.getRunStatus(name),
        await persistence.getStage(name, name),
        await persistence.getStageById(name),
        await persistence.getFirstFailedStage(name),
        await persistence.getLastCompletedStage(name),
        await persistence.getFirstSuspendedStageReadyToResume(name),
        await persistence.getStageIdForArtifact(name, name),
        await jobs.getJob(name),
        await read.runs.get(name),
        await read.stages.get(name),
      ];
      assert.deepEqual(
        answers,
        answers.map(() => null),
      );
      assert.deepEqual(await persistence.getStagesByRun(name), []);
      assert.deepEqual(await persistence.listArtifacts(name), []);
      assert.deepEqual(await persistence.listAnnotations(name), []);
      assert.equal(await persistence.loadArtifact(name, name), undefined);
      assert.equal(await persistence.hasArtifact(name, name), false);
      assert.equal(await aiCalls.isRecorded(name), false);
      assert.equal((await aiCalls.getStats(name)).totalCalls, 0);
    }
  },
  "the engine's own reads and moves by a name that cannot be stored find nothing": async ({
    persistence,
  }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      assert.equal(await persistence.getRunState(name), null);
      assert.equal(await persistence.lockRun(name), null);
      assert.equal(await persistence.moveRun(name, ["PENDING"], {}), false);
      assert.equal(await persistence.moveStage(name, ["PENDING"], {}), false);
      assert.equal(await persistence.getDefinition(name), null);
      assert.equal(await persistence.getDefinition("sample", name), null);
      assert.deepEqual(await persistence.supersedeStages(name, 1), []);
      assert.deepEqual(await persistence.getStageAttempts(name), {});
      assert.deepEqual(await persistence.listLogs({ workflowRunId: name }), []);
      assert.deepEqual(await persistence.listLogs({ workflowStageId: name }), []);
      assert.deepEqual(await persistence.listDeadEvents({ workflowRunId: name }), []);
      assert.deepEqual(await persistence.claimPendingRuns({ limit: 1, workflowIds: [name] }), []);
      await refuses("NOT_FOUND", persistence.saveOutputOf(name, 1));
      await refuses("NOT_FOUND", persistence.updateStageByRunAndStageId(name, name, {}));
    }
  },
  "filters by a name that cannot be stored match nothing": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations([{ workflowRunId: id, scope: "run", key: "k", value: 1 }]);

    for (const name of Object.values(UNSTORABLE_NAMES)) {
      assert.deepEqual(await store.persistence.listAnnotations(id, { key: name }), []);
      assert.deepEqual(await store.persistence.listAnnotations(id, { keyPrefix: name }), []);
      assert.deepEqual(await store.persistence.listAnnotations(id, { actorId: name }), []);
      assert.deepEqual(await store.persistence.listAnnotations(id, { scopeId: name }), []);
    }
  },
  "claims, cancels and deletes by a name that cannot be stored do nothing": async ({ persistence, jobs }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      assert.equal(await persistence.claimPendingRun(name), false);
      assert.equal(await jobs.cancelByRun(name), 0);
      await persistence.deleteArtifact(name, name);
      await persistence.markOutboxEventsPublished([name]);
      await persistence.releaseIdempotencyKey(name, "create");
    }
  },
  "updates by a name that cannot be stored find nothing to update": async ({ persistence, jobs }) => {
    for (const name of Object.values(UNSTORABLE_NAMES)) {
      await refuses("NOT_FOUND", persistence.updateRun(name, {}));
      await refuses("NOT_FOUND", persistence.updateStage(name, {}));
      await refuses("NOT_FOUND", persistence.deleteStage(name));
      await refuses("NOT_FOUND", persistence.incrementOutboxRetryCount(name));
      await refuses("NOT_FOUND", persistence.moveOutboxEventToDLQ(name));
      await refuses("NOT_FOUND", jobs.complete(name));
    }
  },
  "names that differ only in case, accents or trailing spaces are different": async (store) => {
    const names = ["run", "Run", "rún", "ru\u0301n", "run ", "run\t"];

    for (const id of names) await createRun(store, { id });

    for (const id of names) assert.equal((await store.persistence.getRun(id))?.id, id);
  },
  "a run may have stages whose ids differ only in case": async (store) => {
    const { id } = await createRun(store);
    await createStage(store, id, { stageId: "a" });
    await createStage(store, id, { stageId: "A", stageNumber: 2 });

    assert.equal((await store.persistence.getStage(id, "A"))?.stageNumber, 2);
  },
  "prose with NUL characters and lone surrogates is stored with replacement characters": async (store) => {
    const prose = "a\u0000b\ud800c\udc00d 😀";
    const mended = "a\ufffdb\ufffdc\ufffdd 😀";
    const { id } = await createRun(store, { workflowName: prose });
    const stage = await createStage(store, id, { stageName: prose });
    await store.persistence.updateStage(stage.id, { errorMessage: prose });
    await store.persistence.createLog({ workflowRunId: id, level: "WARN", message: prose });
    const jobId = await store.jobs.enqueue(jobInput());
    await store.jobs.dequeue();
    await store.jobs.fail(jobId, prose);

    assert.equal((await store.persistence.getRun(id))?.workflowName, mended);
    const stored = await store.persistence.getStageById(stage.id);
    assert.deepEqual([stored?.stageName, stored?.errorMessage], [mended, mended]);
    assert.equal((await store.persistence.listLogs({ workflowRunId: id }))[0]?.message, mended);
    assert.equal((await store.jobs.getJob(jobId))?.lastError, mended);
  },
  "an error message of a megabyte reads back whole": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    const errorMessage = "é".repeat(1_000_000);

    await store.persistence.updateStage(stage.id, { errorMessage });

    assert.ok((await store.persistence.getStageById(stage.id))?.errorMessage === errorMessage);
  },
  "durations and token counts beyond 2^31, up to 2^53, read back exactly": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);

    for (const big of [2 ** 31, 2 ** 32 + 1, 3e9, Number.MAX_SAFE_INTEGER]) {
      await store.persistence.updateRun(id, { duration: big, totalTokens: big });
      await store.persistence.updateStage(stage.id, { duration: big, pollInterval: big });
      const [run, stored] = [
        await store.persistence.getRun(id),
        await store.persistence.getStageById(stage.id),
      ];
      assert.deepEqual(
        [run?.duration, run?.totalTokens, stored?.duration, stored?.pollInterval],
        [big, big, big, big],
      );
    }
  },
  "an artifact's size beyond 2^31 reads back exactly": async (store) => {
    const { id } = await createRun(store);
    const artifact = { workflowRunId: id, key: "k", type: "ARTIFACT", data: null } as const;

    await store.persistence.saveArtifact({ ...artifact, size: 5e12 });

    assert.equal((await store.persistence.listArtifacts(id))[0]?.size, 5e12);
  },
  "numbers that are none, or that no column holds, are refused and change nothing": async (store) => {
    const { id } = await createRun(store);
    for (const duration of TOO_BIG)
      await refuses("UNSTORABLE_VALUE", store.persistence.updateRun(id, { duration }));
    for (const totalCost of [Number.NaN, Number.NEGATIVE_INFINITY])
      await refuses("UNSTORABLE_VALUE", store.persistence.updateRun(id, { totalCost }));
    for (const priority of [...TOO_BIG, 2 ** 31])
      await refuses("UNSTORABLE_VALUE", store.persistence.createRun(runInput({ priority })));

    assert.equal((await store.persistence.getRun(id))?.version, 1);
  },
  "priorities may be negative and as big as 32 bits allow": async (store) => {
    for (const priority of [-2_147_483_648, 2_147_483_647, 0]) await createRun(store, { priority });

    const claimed = [1, 2, 3].map(() => store.persistence.claimNextPendingRun());

    const priorities = (await Promise.all(claimed)).map((run) => run?.priority);
    assert.deepEqual(new Set(priorities), new Set([-2_147_483_648, 0, 2_147_483_647]));
  },
  "dates outside the years 1 to 9999 are refused": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    for (const date of BEYOND_DATES) {
      await refuses("UNSTORABLE_VALUE", store.persistence.updateRun(id, { completedAt: date }));
      await refuses("UNSTORABLE_VALUE", store.persistence.updateStage(stage.id, { nextPollAt: date }));
      await refuses(
        "UNSTORABLE_VALUE",
        store.persistence.createStage(stageInput(id, { stageId: "x", startedAt: date })),
      );
      await refuses(
        "UNSTORABLE_VALUE",
        store.persistence.appendOutboxEvents([eventInput(id, { occurredAt: date })]),
      );
      await refuses("UNSTORABLE_VALUE", store.jobs.enqueue(jobInput({ scheduledFor: date })));
    }
  },
  "dates at both ends, before 1970 and to the millisecond read back as they were": async (store) => {
    const { id } = await createRun(store);
    const dates = [
      "0001-01-01T00:00:00.000Z",
      "1899-12-31T23:59:59.999Z",
      "1969-12-31T23:59:59.999Z",
      "2026-03-29T01:30:00.001Z",
      "9999-12-31T23:59:59.999Z",
    ];

    for (const date of dates) {
      await store.persistence.updateRun(id, { startedAt: new Date(date) });
      assert.equal((await store.persistence.getRun(id))?.startedAt?.toISOString(), date);
    }
  },
  ...timeZones(),
});

/** The process's own zone must not matter. Where the runner gives threads their own environment, these show less. */
function timeZones(): Record<string, ConformanceCase["check"]> {
  return Object.fromEntries(
    ["America/New_York", "Asia/Kolkata", "UTC"].map((zone) => [
      `times mean the same when the process runs in ${zone}`,
      async (store: Store) => {
        const before = process.env.TZ;
        process.env.TZ = zone;
        try {
          await timesHold(store);
        } finally {
          if (before === undefined) delete process.env.TZ;
          else process.env.TZ = before;
        }
      },
    ]),
  );
}

async function timesHold(store: Store): Promise<void> {
  const noon = new Date("2026-07-01T12:00:00.000Z");
  const { id } = await createRun(store);
  await store.persistence.updateRun(id, { startedAt: noon });
  const run = await store.persistence.getRun(id);
  assert.equal(run?.startedAt?.toISOString(), noon.toISOString());
  const drift = Math.abs((await store.now()).getTime() - (run?.createdAt.getTime() ?? 0));
  assert.ok(drift < 60_000, `a row made now says it was made ${drift} ms away`);

  const now = (await store.now()).getTime();
  const [early, late] = [new Date(now - 60_000), new Date(now + 60_000)];
  await store.jobs.enqueue(jobInput({ stageId: "early", scheduledFor: early }));
  await store.jobs.enqueue(jobInput({ stageId: "late", scheduledFor: late }));
  const job = await store.jobs.dequeue();
  assert.equal(job?.stageId, "early");
  assert.equal(await store.jobs.dequeue(), null);
  assert.equal(await store.jobs.releaseStaleJobs(60_000), 0);
  await store.jobs.suspend(job.jobId, early);
  assert.equal((await store.jobs.getSuspendedJobsReadyToPoll()).length, 1);
}
