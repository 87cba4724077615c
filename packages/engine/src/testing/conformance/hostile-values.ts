/** Prose, numbers and dates in every field that takes them: kept, mended where they are prose, else refused. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import type { WorkerAnnouncement } from "../../ports/engine-persistence.js";
import type { UpdateRunInput, UpdateStageInput } from "../../ports/workflow-persistence.js";
import { createRun, createStage, eventInput, jobInput, times } from "../factories.js";
import { refuses } from "./refusal.js";
import { type ConformanceCase, suite } from "./suite.js";

type Check = ConformanceCase["check"];

/** Writes a value into a field and reads it back. */
type RoundTrip<Value> = (store: Store, value: Value) => Promise<unknown>;

const cases = <Value>(
  fields: Readonly<Record<string, RoundTrip<Value>>>,
  fact: string,
  check: (store: Store, roundTrip: RoundTrip<Value>) => Promise<void>,
): Record<string, Check> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, roundTrip]): [string, Check] => [
      `${field} ${fact}`,
      (store) => check(store, roundTrip),
    ]),
  );

const runField =
  <Name extends keyof UpdateRunInput>(name: Name): RoundTrip<UpdateRunInput[Name]> =>
  async (store, value) => {
    const { id } = await createRun(store);
    await store.persistence.updateRun(id, { [name]: value });
    return (await store.persistence.getRunState(id))?.[name as "output"];
  };

const stageField =
  <Name extends keyof UpdateStageInput>(name: Name): RoundTrip<UpdateStageInput[Name]> =>
  async (store, value) => {
    const run = await createRun(store);
    const { id } = await createStage(store, run.id);
    await store.persistence.updateStage(id, { [name]: value });
    const seen = { ...(await store.persistence.getStageById(id)), ...(await store.read.stages.get(id)) };
    return seen[name as "outputData"];
  };

const worker: WorkerAnnouncement = {
  id: "w1",
  host: "box",
  pid: 7,
  version: "1.0",
  slots: 4,
  busy: 1,
  workflowIds: ["sample"],
  heartbeatMs: 5_000,
};

const workerField =
  <Name extends keyof WorkerAnnouncement>(name: Name): RoundTrip<WorkerAnnouncement[Name]> =>
  async (store, value) => {
    await store.persistence.heartbeatWorker({ ...worker, [name]: value });
    return (await store.read.workers.list())[0]?.[name as "host"];
  };

const definition: StoredWorkflow = {
  workflowId: "sample",
  contentHash: "aaa",
  name: "Sample",
  description: null,
  groups: [],
  inputSchema: null,
  configSchema: null,
};

const definitionField =
  (name: "name" | "description"): RoundTrip<string> =>
  async (store, value) => {
    await store.persistence.saveDefinition({ ...definition, [name]: value }, "w1");
    return (await store.persistence.getDefinition("sample"))?.[name];
  };

const PROSE_FIELDS: Readonly<Record<string, RoundTrip<string>>> = {
  "a run's name": async (store, value) => {
    const { id } = await createRun(store, { workflowName: value });
    return (await store.persistence.getRun(id))?.workflowName;
  },
  "a run's error": runField("errorMessage"),
  "a run's error code": runField("errorCode"),
  "a stage's name": async (store, value) => {
    const { id } = await createRun(store);
    return (await createStage(store, id, { stageName: value })).stageName;
  },
  "a stage's error": stageField("errorMessage"),
  "a stage's error code": stageField("errorCode"),
  "a stage's progress text": stageField("progressText"),
  "a stage's worker": stageField("workerId"),
  "a log's message": async (store, value) => {
    const { id } = await createRun(store);
    await store.persistence.createLog({ workflowRunId: id, level: "WARN", message: value });
    return (await store.persistence.listLogs({ workflowRunId: id }))[0]?.message;
  },
  "a job's error": async (store, value) => {
    const id = await store.jobs.enqueue(jobInput());
    await store.jobs.dequeue();
    await store.jobs.fail(id, value);
    return (await store.jobs.getJob(id))?.lastError;
  },
  "a dead event's error": async (store, value) => {
    await store.persistence.appendOutboxEvents([eventInput("any-run")]);
    const [event] = await store.persistence.getUnpublishedOutboxEvents();
    assert.ok(event);
    await store.persistence.recordOutboxFailure(event.id, value);
    await store.persistence.moveOutboxEventToDLQ(event.id);
    return (await store.persistence.listDeadEvents({ ids: [event.id] }))[0]?.lastError;
  },
  "a worker's host": workerField("host"),
  "a worker's version": workerField("version"),
  "a definition's name": definitionField("name"),
  "a definition's description": definitionField("description"),
};

/** Prose, and how it is stored. */
const PROSE: readonly (readonly [given: string, stored: string])[] = [
  ["", ""],
  [" spaces around ", " spaces around "],
  ["żółć 😀 e\u0301 \u202e \u2028 \ufeff", "żółć 😀 e\u0301 \u202e \u2028 \ufeff"],
  ["'; drop table workflow_runs; -- $1 ? :a %s \\ {}", "'; drop table workflow_runs; -- $1 ? :a %s \\ {}"],
  ["\u0001\u001b[31m\r\n\t\u007f", "\u0001\u001b[31m\r\n\t\u007f"],
  ["a\0b", "a\ufffdb"],
  ["half \ud800 a pair, \udc00\ud800 turned", "half \ufffd a pair, \ufffd\ufffd turned"],
  ["é".repeat(100_000), "é".repeat(100_000)],
];

/** Numbers that a row's field can hold beyond 2^31, to the last one. */
const LARGE_FIELDS: Readonly<Record<string, RoundTrip<number>>> = {
  "a run's duration": runField("duration"),
  "a run's tokens": runField("totalTokens"),
  "a stage's duration": stageField("duration"),
  "a stage's poll interval": stageField("pollInterval"),
  "a stage's tokens": stageField("tokens"),
  "an artifact's size": async (store, value) => {
    const { id } = await createRun(store);
    const artifact = { workflowRunId: id, key: "k", type: "ARTIFACT", data: null, size: value } as const;
    await store.persistence.saveArtifact(artifact);
    return (await store.persistence.listArtifacts(id))[0]?.size;
  },
};

/** Counts and places, for which 32 bits are enough. */
const WHOLE_FIELDS: Readonly<Record<string, RoundTrip<number>>> = {
  "a run's priority": async (store, value) => (await createRun(store, { priority: value })).priority,
  "a run's attempt": runField("attempt"),
  "a stage's number": async (store, value) => {
    const { id } = await createRun(store);
    return (await createStage(store, id, { stageNumber: value })).stageNumber;
  },
  "a stage's group": async (store, value) => {
    const { id } = await createRun(store);
    return (await createStage(store, id, { executionGroup: value })).executionGroup;
  },
  "a stage's attempt": async (store, value) => {
    const { id } = await createRun(store);
    return (await createStage(store, id, { attempt: value })).attempt;
  },
  "a stage's poll count": stageField("pollCount"),
  "a stage's deliveries": stageField("deliveries"),
  "an annotation's attempt": async (store, value) => {
    const { id } = await createRun(store);
    const annotation = { workflowRunId: id, scope: "run", key: "k", value: 1, attempt: value };
    await store.persistence.appendAnnotations([annotation]);
    return (await store.persistence.listAnnotations(id))[0]?.attempt;
  },
  "a worker's process id": workerField("pid"),
  "a worker's slots": workerField("slots"),
  "a worker's busy slots": workerField("busy"),
  "a worker's heartbeat": workerField("heartbeatMs"),
};

/** Numbers that may have a fraction. */
const FRACTION_FIELDS: Readonly<Record<string, RoundTrip<number>>> = {
  "a run's cost": runField("totalCost"),
  "a stage's cost": stageField("cost"),
  "a stage's progress": stageField("progress"),
};

const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const DATE_FIELDS: Readonly<Record<string, RoundTrip<Date>>> = {
  "a run's start": runField("startedAt"),
  "a run's end": runField("completedAt"),
  "a stage's start": stageField("startedAt"),
  "a stage's end": stageField("completedAt"),
  "a stage's due time": stageField("nextPollAt"),
  "a stage's deadline": stageField("maxWaitUntil"),
  "a stage's queueing": stageField("queuedAt"),
  "a stage's suspension": stageField("suspendedAt"),
  "a stage's resumption": stageField("resumedAt"),
  "a new stage's start": async (store, value) => {
    const { id } = await createRun(store);
    return (await createStage(store, id, { startedAt: value })).startedAt;
  },
  "a new stage's queueing": async (store, value) => {
    const run = await createRun(store);
    const { id } = await createStage(store, run.id, { queuedAt: value });
    return (await store.read.stages.get(id))?.queuedAt;
  },
  "a log's time": async (store, value) => {
    const { id } = await createRun(store);
    await store.persistence.createLogs([
      { workflowRunId: id, level: "INFO", message: "m", createdAt: value },
    ]);
    return (await store.persistence.listLogs({ workflowRunId: id }))[0]?.createdAt;
  },
  "an event's time": async (store, value) => {
    const { id } = await createRun(store);
    await store.persistence.appendOutboxEvents([eventInput(id, { occurredAt: value })]);
    return (await store.persistence.getUnpublishedOutboxEvents()).find((event) => event.workflowRunId === id)
      ?.occurredAt;
  },
  "a job's due time": async (store, value) => {
    const id = await store.jobs.enqueue(jobInput({ scheduledFor: value }));
    return (await store.jobs.getJob(id))?.runAt;
  },
};

/** Both ends, before 1970, around a change of clocks, a leap day. */
const DATES = [
  "0001-01-01T00:00:00.000Z",
  "1899-12-31T23:59:59.999Z",
  "1969-12-31T23:59:59.999Z",
  "2024-02-29T12:00:00.000Z",
  "2026-03-29T01:30:00.001Z",
  "9999-12-31T23:59:59.999Z",
].map((text) => new Date(text));

const NO_DATES = [
  new Date(Number.NaN),
  new Date("+010000-01-01T00:00:00.000Z"),
  new Date("0000-12-31T23:59:59.999Z"),
  new Date(8.64e15),
  new Date(-8.64e15),
];

/** Every field of a document that has ten megabytes in it is a statement of ten megabytes. */
const BIG = "0123456789abcde\n".repeat(655_360);

export const hostileValueSuite = suite("hostile values", {
  ...cases(PROSE_FIELDS, "keeps every text but NUL and lone surrogates", async (store, roundTrip) => {
    for (const [given, stored] of PROSE) assert.equal(await roundTrip(store, given), stored);
  }),

  ...cases(LARGE_FIELDS, "goes beyond 2^31", async (store, roundTrip) => {
    for (const large of [0, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, 31_536_000_000, Number.MAX_SAFE_INTEGER])
      assert.equal(await roundTrip(store, large), large);
  }),

  ...cases(WHOLE_FIELDS, "is kept up to 2^31", async (store, roundTrip) => {
    for (const whole of [0, 1, 2 ** 31 - 1]) assert.equal(await roundTrip(store, whole), whole);
  }),

  ...cases(
    { ...LARGE_FIELDS, ...WHOLE_FIELDS },
    "refuses what is no whole number",
    async (store, roundTrip) => {
      for (const none of [...NO_NUMBERS, 0.5, 2 ** 53])
        await refuses("UNSTORABLE_VALUE", roundTrip(store, none));
    },
  ),

  ...cases(WHOLE_FIELDS, "refuses what 32 bits do not hold", async (store, roundTrip) => {
    for (const large of [2 ** 31, -(2 ** 31) - 1]) await refuses("UNSTORABLE_VALUE", roundTrip(store, large));
  }),

  ...cases(FRACTION_FIELDS, "keeps fractions and refuses what is no number", async (store, roundTrip) => {
    for (const fraction of [0, 0.1, 0.000_000_15, 0.333_333_333_333])
      assert.equal(await roundTrip(store, fraction), fraction);
    for (const none of NO_NUMBERS) await refuses("UNSTORABLE_VALUE", roundTrip(store, none));
  }),

  ...cases(DATE_FIELDS, "is kept to the millisecond from the year 1 to 9999", async (store, roundTrip) => {
    for (const date of DATES) assert.deepEqual(await roundTrip(store, date), date);
  }),

  ...cases(DATE_FIELDS, "refuses what is no date of these years", async (store, roundTrip) => {
    for (const none of NO_DATES) await refuses("UNSTORABLE_VALUE", roundTrip(store, none));
  }),

  "priorities may be negative and as big as 32 bits allow": async (store) => {
    for (const priority of [-2_147_483_648, 2_147_483_647, 0]) await createRun(store, { priority });

    const claimed = [1, 2, 3].map(() => store.persistence.claimNextPendingRun());

    const priorities = (await Promise.all(claimed)).map((run) => run?.priority);
    assert.deepEqual(new Set(priorities), new Set([-2_147_483_648, 0, 2_147_483_647]));
  },

  "a refused update writes none of its other fields": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);

    await refuses(
      "UNSTORABLE_VALUE",
      store.persistence.updateRun(run.id, { status: "FAILED", duration: 0.5 }),
    );
    await refuses(
      "UNSTORABLE_VALUE",
      store.persistence.updateStage(stage.id, { status: "FAILED", nextPollAt: new Date(Number.NaN) }),
    );

    assert.deepEqual(await store.persistence.getRun(run.id), run);
    assert.deepEqual(await store.persistence.getStageById(stage.id), stage);
  },

  "questions about a time that is none are refused": async ({ persistence }) => {
    for (const none of NO_DATES) {
      await refuses("UNSTORABLE_VALUE", persistence.getStuckRuns(none));
      await refuses("UNSTORABLE_VALUE", persistence.getSuspendedStages(none));
      await refuses("UNSTORABLE_VALUE", persistence.listAnnotations("any-run", { since: none }));
      await refuses("UNSTORABLE_VALUE", persistence.listAnnotations("any-run", { until: none }));
    }
  },

  "questions about the first and the last instant are answered": async ({ persistence }) => {
    for (const date of DATES) {
      assert.deepEqual(await persistence.getStuckRuns(date), []);
      assert.deepEqual(await persistence.getSuspendedStages(date), []);
      assert.deepEqual(await persistence.listAnnotations("any-run", { since: date, until: date }), []);
    }
  },

  "ten megabytes in a run's config, metadata and output come back": async (store) => {
    const { id } = await createRun(store, { config: { text: BIG }, metadata: { text: BIG } });
    await store.persistence.updateRun(id, { output: BIG });

    const run = await store.persistence.getRun(id);

    assert.ok(run);
    assert.ok((run.config as { text: string }).text === BIG);
    assert.ok((run.metadata as { text: string }).text === BIG);
    assert.ok(run.output === BIG);
  },

  "ten megabytes in a stage's input, output and error come back": async (store) => {
    const run = await createRun(store);
    const { id } = await createStage(store, run.id, { inputData: BIG });
    await store.persistence.updateStage(id, { outputData: BIG, errorMessage: BIG });

    const stage = await store.persistence.getStageById(id);

    assert.ok(stage?.inputData === BIG);
    assert.ok(stage?.outputData === BIG);
    assert.ok(stage?.errorMessage === BIG);
  },

  "ten megabytes in a saved output, an annotation and a log come back": async (store) => {
    const { id } = await createRun(store);
    const key = await store.persistence.saveStageOutput(id, "sample", "first", { text: BIG });
    await store.persistence.appendAnnotations([{ workflowRunId: id, scope: "run", key: "k", value: BIG }]);
    await store.persistence.createLog({ workflowRunId: id, level: "INFO", message: BIG });

    const output = (await store.persistence.loadArtifact(id, key)) as { text: string };
    assert.ok(output.text === BIG);
    assert.ok((await store.persistence.listAnnotations(id))[0]?.value === BIG);
    assert.ok((await store.persistence.listLogs({ workflowRunId: id }))[0]?.message === BIG);
  },

  "a document of a hundred thousand members comes back": async (store) => {
    const input = Object.fromEntries(times(100_000, (n) => [`member ${n}`, [n, { n }]]));

    const { id } = await createRun(store, { input });

    assert.deepEqual((await store.persistence.getRun(id))?.input, input);
  },

  "a hostile run does not keep the others from being claimed": async (store) => {
    await createRun(store, { input: "\0\ud800", workflowName: "\0", metadata: { "\0": BIG }, priority: 9 });
    const plain = await createRun(store);

    assert.equal((await store.persistence.claimNextPendingRun())?.workflowName, "\ufffd");
    assert.equal((await store.persistence.claimNextPendingRun())?.id, plain.id);
  },
});
