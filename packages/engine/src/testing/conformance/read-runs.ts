/** The read side of runs: lists, filters, pages, counts and the strips of stages. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { WorkflowRunRecord } from "../../domain/records.js";
import { STATUSES } from "../../domain/status.js";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import { type RunFilter, runFilter } from "../../read/filters.js";
import { COUNT_CAP } from "../../read/views.js";
import { aiCallInput, createRun, createStage, eventInput, jobInput, runInput, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { walk } from "./pages.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

type Given = Partial<RunFilter>;

const list = (store: Store, filter: Given = {}) => store.read.runs.list(runFilter.parse(filter));

const listedIds = async (store: Store, filter: Given = {}) =>
  (await list(store, filter)).rows.map((run) => run.id);

/** Runs made one after the other, oldest first. */
async function runs(
  store: Store,
  count: number,
  overrides: (n: number) => Parameters<typeof createRun>[1] = () => ({}),
) {
  const made: WorkflowRunRecord[] = [];
  for (let n = 0; n < count; n += 1) made.push(await createRun(store, overrides(n)));
  return made;
}

const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id);
const newestFirst = (rows: readonly { id: string }[]) => ids(rows).reverse();

const definition = (contentHash: string, overrides: Partial<StoredWorkflow> = {}): StoredWorkflow => ({
  workflowId: "sample",
  contentHash,
  name: "Sample",
  description: null,
  groups: [
    {
      number: 1,
      stages: [
        {
          id: "first",
          name: "First",
          number: 1,
          maxAttempts: 3,
          timeoutMs: null,
          suspends: false,
          inputSchema: null,
          outputSchema: { type: "string" },
          configSchema: null,
        },
      ],
    },
  ],
  inputSchema: { type: "object" },
  configSchema: null,
  ...overrides,
});

export const readRunSuite = suite("read side: runs and workflows", {
  "an empty store has an empty page with nothing on either side": async (store) => {
    assert.deepEqual(await list(store), { rows: [], next: null, previous: null });
    assert.deepEqual(await list(store, { direction: "before" }), { rows: [], next: null, previous: null });
  },

  "a listed run shows what is stored": async (store) => {
    const run = await createRun(store, { workflowId: "w", workflowName: "Name", priority: 9 });
    const startedAt = new Date("2026-01-01T00:00:00.001Z");
    const completedAt = new Date("2027-01-02T00:00:00.002Z");
    await store.persistence.updateRun(run.id, {
      status: "FAILED",
      startedAt,
      completedAt,
      duration: 31_622_400_001,
      totalCost: 1.234567,
      totalTokens: 3_000_000_000,
      attempt: 2,
      errorMessage: "it broke",
    });

    assert.deepEqual((await list(store)).rows, [
      {
        id: run.id,
        workflowId: "w",
        workflowName: "Name",
        status: "FAILED",
        createdAt: run.createdAt,
        startedAt,
        completedAt,
        duration: 31_622_400_001,
        attempt: 2,
        totalCost: 1.234567,
        totalTokens: 3_000_000_000,
        priority: 9,
        errorMessage: "it broke",
        strip: [],
      },
    ]);
  },

  "runs come newest first": async (store) => {
    const made = await runs(store, 12);

    assert.deepEqual(await listedIds(store), newestFirst(made));
  },

  "runs made at the same time have one order, the same in every reading": async (store) => {
    await Promise.all(times(40, () => createRun(store)));

    const first = await listedIds(store);

    assert.equal(new Set(first).size, 40);
    assert.deepEqual(await listedIds(store), first);
    assert.deepEqual(await listedIds(store, { direction: "before" }), first);
  },

  "a page holds as many as asked for, and says what lies next": async (store) => {
    const made = await runs(store, 5);

    const page = await list(store, { limit: 2 });

    assert.deepEqual(ids(page.rows), newestFirst(made).slice(0, 2));
    assert.equal(page.previous, null);
    assert.deepEqual(page.next, { createdAt: made[3]?.createdAt, id: made[3]?.id });
  },

  "a page that ends with the last row says that it is the last": async (store) => {
    await runs(store, 4);

    assert.equal((await list(store, { limit: 4 })).next, null);
    assert.notEqual((await list(store, { limit: 3 })).next, null);
  },

  "going before without a cursor gives the end of the list, in the list's order": async (store) => {
    const made = await runs(store, 5);

    const page = await list(store, { direction: "before", limit: 2 });

    assert.deepEqual(ids(page.rows), newestFirst(made).slice(3));
    assert.equal(page.next, null);
    assert.deepEqual(page.previous, { createdAt: made[1]?.createdAt, id: made[1]?.id });
  },

  "paging to the end and back meets every run once": async (store) => {
    const made = await runs(store, 23);

    for (const limit of [1, 2, 5, 23, 24]) {
      const seen = await walk(limit, (paging) => list(store, paging));
      assert.deepEqual(seen, newestFirst(made));
    }
  },

  "paging through runs made at the same time loses none": async (store) => {
    const made = await Promise.all(times(60, () => createRun(store)));

    const seen = await walk(7, (paging) => list(store, paging));

    assert.deepEqual([...seen].sort(), ids(made).sort());
  },

  "paging keeps to the filter": async (store) => {
    const made = await runs(store, 20, (n) => ({ workflowId: n % 3 === 0 ? "mine" : "other" }));

    const seen = await walk(2, (paging) => list(store, { ...paging, workflowId: ["mine"] }));

    assert.deepEqual(seen, newestFirst(made.filter((run) => run.workflowId === "mine")));
  },

  "turning round in the middle shows the page one came from": async (store) => {
    await runs(store, 9);
    const first = await list(store, { limit: 3 });
    const second = await list(store, { limit: 3, cursor: first.next ?? undefined });

    const back = await list(store, { limit: 3, cursor: second.previous ?? undefined, direction: "before" });

    assert.deepEqual(ids(back.rows), ids(first.rows));
  },

  "runs that arrive while one pages do not shift the pages behind": async (store) => {
    const made = await runs(store, 6);
    const first = await list(store, { limit: 3 });
    await runs(store, 4);

    const second = await list(store, { limit: 3, cursor: first.next ?? undefined });

    assert.deepEqual(ids(second.rows), newestFirst(made).slice(3));
  },

  "a cursor is a place, whether its row exists or not": async (store) => {
    const made = await runs(store, 3);
    const newest = made[2] as WorkflowRunRecord;

    const above = await listedIds(store, { cursor: { createdAt: newest.createdAt, id: `${newest.id}~` } });
    const beyond = await listedIds(store, { cursor: { createdAt: new Date(0), id: "x" } });

    assert.deepEqual(above, newestFirst(made));
    assert.deepEqual(beyond, []);
  },

  "filters by status, any of several": async (store) => {
    const made = await runs(store, STATUSES.length);
    for (const [n, status] of STATUSES.entries())
      await store.persistence.updateRun(made[n]?.id ?? "", { status });
    const of = (...statuses: (typeof STATUSES)[number][]) =>
      newestFirst(made.filter((_, n) => statuses.includes(STATUSES[n] ?? "PENDING")));

    for (const status of STATUSES) assert.deepEqual(await listedIds(store, { status: [status] }), of(status));
    assert.deepEqual(await listedIds(store, { status: ["FAILED", "RUNNING"] }), of("FAILED", "RUNNING"));
  },

  "filters by workflow, any of several, to the letter": async (store) => {
    const made = await runs(store, 5, (n) => ({ workflowId: ["a", "b", "A", "a%", "_"][n] ?? "" }));

    assert.deepEqual(await listedIds(store, { workflowId: ["a"] }), [made[0]?.id]);
    assert.deepEqual(await listedIds(store, { workflowId: ["b", "_"] }), [made[4]?.id, made[1]?.id]);
    assert.deepEqual(await listedIds(store, { workflowId: ["unknown"] }), []);
    assert.deepEqual(await listedIds(store, { workflowId: ["a\0"] }), []);
  },

  "filters by time: from is included, to is not": async (store) => {
    const made: WorkflowRunRecord[] = [];
    for (let n = 0; n < 5; n += 1) {
      made.push(await createRun(store));
      await nextInstant(store);
    }
    const at = (n: number) => made[n]?.createdAt;

    assert.deepEqual(await listedIds(store, { from: at(2) }), newestFirst(made.slice(2)));
    assert.deepEqual(await listedIds(store, { to: at(2) }), newestFirst(made.slice(0, 2)));
    assert.deepEqual(await listedIds(store, { from: at(1), to: at(4) }), newestFirst(made.slice(1, 4)));
    assert.deepEqual(await listedIds(store, { from: at(3), to: at(3) }), []);
  },

  "finds the start of an id and any part of a workflow's id or name, in any case": async (store) => {
    const [a, b] = await runs(store, 2, (n) => ({
      id: n === 0 ? "Run-Alpha" : "run-beta",
      workflowId: n === 0 ? "INVOICE-check" : "letters",
      workflowName: n === 0 ? "Checks Invoices" : "Sorts letters",
    }));

    assert.deepEqual(await listedIds(store, { text: "run-a" }), [a?.id]);
    assert.deepEqual(await listedIds(store, { text: "RUN-" }), [b?.id, a?.id]);
    assert.deepEqual(await listedIds(store, { text: "alpha" }), []);
    assert.deepEqual(await listedIds(store, { text: "invoice-CH" }), [a?.id]);
    assert.deepEqual(await listedIds(store, { text: "LETTERS" }), [b?.id]);
    assert.deepEqual(await listedIds(store, { text: "s inv" }), [a?.id]);
    assert.deepEqual(await listedIds(store, { text: "" }), [b?.id, a?.id]);
  },

  "what is looked for is taken to the letter": async (store) => {
    const names = ["100 %", "snake_case", "back\\slash", "it's", "plain"];
    const made = await runs(store, names.length, (n) => ({ workflowName: names[n] ?? "" }));

    for (const [n, text] of ["%", "_", "\\", "'"].entries())
      assert.deepEqual(await listedIds(store, { text }), [made[n]?.id]);
    assert.deepEqual(await listedIds(store, { text: "p%n" }), []);
    assert.deepEqual(await listedIds(store, { text: "\0" }), []);
  },

  "letters beyond ASCII are found in any case, too": async (store) => {
    const names = ["Zürich Überweisung", "CAFÉ Société", "Обработка Писем", "ΑΘΗΝΑ"];
    const made = await runs(store, names.length, (n) => ({ workflowName: names[n] ?? "" }));
    const wanted = [
      ["überweisung", 0],
      ["ÜBERWEISUNG", 0],
      ["züRICH ü", 0],
      ["café so", 1],
      ["CAFÉ SOCIÉTÉ", 1],
      ["société", 1],
      ["ОБРАБОТКА", 2],
      ["писем", 2],
      ["αθηνα", 3],
    ] as const;

    for (const [text, n] of wanted) assert.deepEqual(await listedIds(store, { text }), [made[n]?.id], text);
    assert.deepEqual(await listedIds(store, { text: "uberweisung" }), []);
  },

  "all filters must hold": async (store) => {
    const made = await runs(store, 8, (n) => ({
      workflowId: n < 4 ? "a" : "b",
      workflowName: n % 2 ? "odd" : "even",
    }));
    for (const run of made.slice(2, 6)) await store.persistence.updateRun(run.id, { status: "RUNNING" });

    const found = await listedIds(store, { workflowId: ["a"], status: ["RUNNING"], text: "odd" });

    assert.deepEqual(found, [made[3]?.id]);
  },

  "a strip shows the stages of each group in order, with their status": async (store) => {
    const run = await createRun(store);
    await createStage(store, run.id, { stageId: "c", executionGroup: 2, stageNumber: 3, status: "PENDING" });
    await createStage(store, run.id, { stageId: "b", executionGroup: 2, stageNumber: 2, status: "FAILED" });
    await createStage(store, run.id, {
      stageId: "a",
      executionGroup: 1,
      stageNumber: 1,
      status: "COMPLETED",
    });
    await createStage(store, run.id, {
      stageId: "z",
      executionGroup: 10,
      stageNumber: 10,
      status: "SKIPPED",
    });

    const [listed] = (await list(store)).rows;

    assert.deepEqual(listed?.strip, [
      { group: 1, stages: [{ stageId: "a", status: "COMPLETED" }] },
      {
        group: 2,
        stages: [
          { stageId: "b", status: "FAILED" },
          { stageId: "c", status: "PENDING" },
        ],
      },
      { group: 10, stages: [{ stageId: "z", status: "SKIPPED" }] },
    ]);
  },

  "a strip shows the current attempt only": async (store) => {
    const run = await createRun(store);
    await createStage(store, run.id, { stageId: "kept", executionGroup: 1, status: "COMPLETED" });
    await createStage(store, run.id, {
      stageId: "again",
      executionGroup: 2,
      stageNumber: 2,
      status: "FAILED",
    });
    await store.persistence.supersedeStages(run.id, 2);
    await createStage(store, run.id, {
      stageId: "again",
      executionGroup: 2,
      stageNumber: 2,
      status: "RUNNING",
      attempt: 1,
    });

    const [listed] = (await list(store)).rows;

    assert.deepEqual(listed?.strip, [
      { group: 1, stages: [{ stageId: "kept", status: "COMPLETED" }] },
      { group: 2, stages: [{ stageId: "again", status: "RUNNING" }] },
    ]);
  },

  "each run of a page has its own strip": async (store) => {
    const made = await runs(store, 3);
    await createStage(store, made[0]?.id ?? "", { stageId: "of the first" });
    await createStage(store, made[2]?.id ?? "", { stageId: "of the third" });

    const strips = (await list(store)).rows.map((run) =>
      run.strip.flatMap((group) => group.stages.map((s) => s.stageId)),
    );

    assert.deepEqual(strips, [["of the third"], [], ["of the first"]]);
  },

  "named runs are read with their strips; unknown ones are left out": async (store) => {
    const [a, b] = await runs(store, 3);
    await createStage(store, a?.id ?? "");

    const found = await store.read.runs.byIds([b?.id ?? "", "unknown", a?.id ?? "", "\0", b?.id ?? ""]);

    assert.deepEqual(ids(found).sort(), [a?.id, b?.id].sort());
    assert.equal(found.find((run) => run.id === a?.id)?.strip.length, 1);
    const listed = (await list(store)).rows.filter(
      (run) => run.id !== undefined && ids(found).includes(run.id),
    );
    assert.deepEqual(
      [...found].sort((x, y) => (x.id < y.id ? 1 : -1)),
      [...listed].sort((x, y) => (x.id < y.id ? 1 : -1)),
    );
    assert.deepEqual(await store.read.runs.byIds([]), []);
  },

  "a run's view has what the list has, and more": async (store) => {
    const parent = await createRun(store);
    const run = await createRun(store, {
      workflowType: "type",
      parentRunId: parent.id,
      input: { text: "hello" },
    });
    await store.persistence.updateRun(run.id, { output: [1, 2, 3], errorCode: "E1", errorMessage: "why" });

    const view = await store.read.runs.get(run.id);

    const { strip: _strip, ...listed } = (await list(store)).rows[0] ?? { strip: [] };
    shows(view, listed);
    shows(view, {
      workflowType: "type",
      parentRunId: parent.id,
      version: 2,
      errorCode: "E1",
      errorMessage: "why",
    });
    shows(view, {
      inputChars: '{"text":"hello"}'.length,
      outputChars: "[1,2,3]".length,
      definitionHash: null,
    });
    assert.ok(view && view.updatedAt >= view.createdAt);
  },

  "a run without output has no output length": async (store) => {
    const run = await createRun(store, { input: null });

    shows(await store.read.runs.get(run.id), { inputChars: 4, outputChars: null, definition: null });
  },

  "an unknown run has no view": async (store) => {
    assert.equal(await store.read.runs.get("unknown"), null);
    assert.equal(await store.read.runs.get("\0"), null);
  },

  "a run's view counts what belongs to it, and nothing else's": async (store) => {
    const [run, other] = await runs(store, 2);
    for (const [id, count] of [
      [run?.id ?? "", 2],
      [other?.id ?? "", 5],
    ] as const) {
      await store.persistence.createLogs(
        times(count, () => ({ workflowRunId: id, level: "INFO", message: "m" })),
      );
      await store.persistence.appendAnnotations(
        times(count + 1, () => ({ workflowRunId: id, scope: "run", key: "k", value: 1 })),
      );
      await store.aiCalls.write(times(count + 2, () => aiCallInput({ workflowRunId: id })));
      await store.persistence.appendOutboxEvents(times(count + 3, () => eventInput(id)));
      await store.persistence.saveArtifact({
        workflowRunId: id,
        key: "a",
        type: "ARTIFACT",
        data: 1,
        size: 1,
      });
    }
    await store.jobs.enqueue(jobInput({ workflowRunId: run?.id ?? "" }));

    const view = await store.read.runs.get(run?.id ?? "");

    assert.deepEqual(view?.counts, { logs: 2, annotations: 3, aiCalls: 4, events: 5, artifacts: 1 });
  },

  "counts stop one above the cap": async (store) => {
    const run = await createRun(store);
    const logs = (count: number) =>
      store.persistence.createLogs(
        times(count, () => ({ workflowRunId: run.id, level: "INFO" as const, message: "m" })),
      );
    await logs(COUNT_CAP);
    assert.equal((await store.read.runs.get(run.id))?.counts.logs, COUNT_CAP);

    await logs(50);

    assert.equal((await store.read.runs.get(run.id))?.counts.logs, COUNT_CAP + 1);
  },

  "a run shows the definition it follows, though a newer one is known": async (store) => {
    await store.persistence.saveDefinition(definition("old", { description: "the old one" }), "w1");
    await nextInstant(store);
    await store.persistence.saveDefinition(definition("new"), "w1");
    const run = await createRun(store, { definitionHash: "old" });

    const view = await store.read.runs.get(run.id);

    shows(view, { definitionHash: "old", definition: definition("old", { description: "the old one" }) });
  },

  "a run whose definition is not known shows the newest of its workflow": async (store) => {
    await store.persistence.saveDefinition(definition("old"), "w1");
    await nextInstant(store);
    await store.persistence.saveDefinition(definition("new"), "w1");
    await store.persistence.saveDefinition(definition("other", { workflowId: "other" }), "w1");
    const [lost, none] = await runs(store, 2, (n) => ({ definitionHash: n === 0 ? "lost" : undefined }));

    shows(await store.read.runs.get(lost?.id ?? ""), {
      definitionHash: "lost",
      definition: definition("new"),
    });
    shows(await store.read.runs.get(none?.id ?? ""), { definitionHash: null, definition: definition("new") });
  },

  "counts runs by status, every status named": async (store) => {
    const made = await runs(store, 6);
    await store.persistence.updateRun(made[0]?.id ?? "", { status: "COMPLETED" });
    await store.persistence.updateRun(made[1]?.id ?? "", { status: "COMPLETED" });
    await store.persistence.updateRun(made[2]?.id ?? "", { status: "FAILED" });

    assert.deepEqual(await store.read.runs.countByStatus(runFilter.parse({})), {
      PENDING: 3,
      RUNNING: 0,
      SUSPENDED: 0,
      COMPLETED: 2,
      FAILED: 1,
      CANCELLED: 0,
      SKIPPED: 0,
    });
  },

  "counts by status ignore the filter's own status and its page, and keep to the rest": async (store) => {
    const made = await runs(store, 6, (n) => ({
      workflowId: n < 4 ? "a" : "b",
      workflowName: n % 2 ? "odd" : "even",
    }));
    await store.persistence.updateRun(made[1]?.id ?? "", { status: "FAILED" });
    const last = made[5] as WorkflowRunRecord;

    const counts = await store.read.runs.countByStatus(
      runFilter.parse({
        status: ["RUNNING"],
        workflowId: ["a"],
        text: "odd",
        to: new Date("9999-01-01"),
        limit: 1,
        cursor: { createdAt: new Date(0), id: last.id },
      }),
    );

    shows(counts, { PENDING: 1, FAILED: 1, RUNNING: 0 });
  },

  "counts the runs that came after a place in the list": async (store) => {
    const made = await runs(store, 7);
    const behind = (n: number, filter: Given = {}) => {
      const { createdAt, id } = made[n] as WorkflowRunRecord;
      return store.read.runs.countNewerThan(runFilter.parse({ ...filter, cursor: { createdAt, id } }));
    };
    await store.persistence.updateRun(made[5]?.id ?? "", { status: "FAILED" });

    assert.deepEqual([await behind(6), await behind(4), await behind(0)], [0, 2, 6]);
    assert.equal(await behind(2, { status: ["FAILED"] }), 1);
    assert.equal(await behind(2, { limit: 1, direction: "before" }), 4);
  },

  "the count of newer runs stops at a hundred": async (store) => {
    const [first] = await runs(store, 1);
    await store.transaction(async ({ persistence }) => {
      for (let n = 0; n < 105; n += 1) await persistence.createRun(runInput());
    });
    const { createdAt, id } = first as WorkflowRunRecord;

    assert.equal(await store.read.runs.countNewerThan(runFilter.parse({ cursor: { createdAt, id } })), 100);
  },

  "without a place nothing is newer": async (store) => {
    await runs(store, 3);

    assert.equal(await store.read.runs.countNewerThan(runFilter.parse({})), 0);
  },

  "workflows are listed by id, each in its newest version": async (store) => {
    assert.deepEqual(await store.read.workflows.list(), []);
    await store.persistence.saveDefinition(definition("2", { workflowId: "b" }), "w1");
    await store.persistence.saveDefinition(definition("1"), "w1");
    await nextInstant(store);
    await store.persistence.saveDefinition(
      definition("0", { name: "Sample, better", description: "d" }),
      "w1",
    );

    assert.deepEqual(await store.read.workflows.list(), [
      definition("2", { workflowId: "b" }),
      definition("0", { name: "Sample, better", description: "d" }),
    ]);
  },

  "a version that is seen again is the newest": async (store) => {
    for (const hash of ["1", "2", "1"]) {
      await store.persistence.saveDefinition(definition(hash), "w1");
      await nextInstant(store);
    }

    assert.deepEqual(
      (await store.read.workflows.list()).map((workflow) => workflow.contentHash),
      ["1"],
    );
    assert.equal((await store.persistence.getDefinition("sample"))?.contentHash, "1");
    assert.equal((await store.persistence.getDefinition("sample", "2"))?.contentHash, "2");
    assert.equal(await store.persistence.getDefinition("sample", "3"), null);
    assert.equal(await store.persistence.getDefinition("unknown"), null);
  },
});
