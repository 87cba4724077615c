/** What workers announce: their workflows and themselves. */

import assert from "node:assert/strict";
import type { StoredWorkflow } from "../../domain/workflow-shape.js";
import type { WorkerAnnouncement } from "../../ports/engine-persistence.js";
import { times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const definition = (overrides: Partial<StoredWorkflow> = {}): StoredWorkflow => ({
  ...{ workflowId: "sample", contentHash: "aaa", name: "Sample", description: null, configSchema: null },
  inputSchema: { type: "object" },
  groups: [
    {
      number: 1,
      stages: [
        {
          ...{ id: "first", name: "First", number: 1, maxAttempts: 3, timeoutMs: null, suspends: false },
          ...{ inputSchema: null, outputSchema: { type: "string" }, configSchema: null },
        },
      ],
    },
  ],
  ...overrides,
});

const worker = (overrides: Partial<WorkerAnnouncement> = {}): WorkerAnnouncement => ({
  ...{
    id: "w1",
    host: "box",
    pid: 7,
    version: "1.0",
    slots: 4,
    busy: 1,
    workflowIds: ["sample"],
    heartbeatMs: 5_000,
  },
  ...overrides,
});

export const announcementSuite = suite("definitions and workers", {
  "a definition comes back as it was announced": async (store) => {
    await store.persistence.saveDefinition(definition(), "w1");
    assert.deepEqual(await store.persistence.getDefinition("sample"), definition());
    assert.deepEqual(await store.persistence.getDefinition("sample", "aaa"), definition());
  },
  "an unknown workflow or version is null": async (store) => {
    await store.persistence.saveDefinition(definition(), "w1");
    assert.equal(await store.persistence.getDefinition("nobody"), null);
    assert.equal(await store.persistence.getDefinition("sample", "zzz"), null);
  },
  "the version seen last is the one that counts; older ones stay": async (store) => {
    await store.persistence.saveDefinition(definition({ name: "Old" }), "w1");
    await nextInstant(store);
    await store.persistence.saveDefinition(definition({ contentHash: "bbb", name: "New" }), "w1");

    shows(await store.persistence.getDefinition("sample"), { name: "New" });
    shows(await store.persistence.getDefinition("sample", "aaa"), { name: "Old" });
    await nextInstant(store);
    await store.persistence.saveDefinition(definition({ name: "Old" }), "w2");
    shows(await store.persistence.getDefinition("sample"), { name: "Old" });
    assert.deepEqual(
      (await store.read.workflows.list()).map(({ contentHash }) => contentHash),
      ["aaa"],
    );
  },
  "a heartbeat announces a worker, the next one renews it": async (store) => {
    await store.persistence.heartbeatWorker(worker());
    const [first] = await store.read.workers.list();
    await nextInstant(store);

    await store.persistence.heartbeatWorker(worker({ busy: 3, workflowIds: ["sample", "other"] }));

    const [second, ...more] = await store.read.workers.list();
    assert.deepEqual(more, []);
    shows(second, {
      id: "w1",
      busy: 3,
      workflowIds: ["sample", "other"],
      stoppedAt: null,
      heartbeatMs: 5_000,
    });
    assert.deepEqual(second?.startedAt, first?.startedAt);
    assert.ok(first && second && second.heartbeatAt > first.heartbeatAt);
  },
  "a worker that stops says so": async (store) => {
    await store.persistence.heartbeatWorker(worker());
    await store.persistence.stopWorker("w1");
    await store.persistence.stopWorker("nobody");
    assert.ok((await store.read.workers.list())[0]?.stoppedAt instanceof Date);
  },
  "a definition keeps its description, schemas and stages to the letter": async (store) => {
    const schema = {
      type: "object",
      properties: { "__proto__ or not": { const: "\0 😀" } },
      required: ["a"],
    };
    const rich = definition({ description: "What it does", inputSchema: schema, configSchema: schema });
    await store.persistence.saveDefinition(rich, "w1");
    assert.deepEqual(await store.persistence.getDefinition("sample"), rich);
  },
  "a version that is announced again may have a new name and description": async (store) => {
    await store.persistence.saveDefinition(definition({ description: "old" }), "w1");
    await store.persistence.saveDefinition(definition({ name: "Renamed", description: null }), "w1");
    assert.deepEqual(await store.persistence.getDefinition("sample"), definition({ name: "Renamed" }));
  },
  "workflows with the same content are different workflows": async (store) => {
    const other = definition({ workflowId: "other", name: "Other" });
    await store.persistence.saveDefinition(definition(), "w1");
    await store.persistence.saveDefinition(other, "w1");
    assert.deepEqual(await store.persistence.getDefinition("sample", "aaa"), definition());
    assert.deepEqual(await store.persistence.getDefinition("other", "aaa"), other);
  },
  "twenty workers that announce one definition at once announce one": async (store) => {
    await Promise.all(times(20, (n) => store.persistence.saveDefinition(definition(), `w${n}`)));
    assert.deepEqual(await store.read.workflows.list(), [definition()]);
  },
  "twenty heartbeats of one worker at once are one worker": async (store) => {
    await Promise.all(times(20, () => store.persistence.heartbeatWorker(worker())));
    assert.equal((await store.read.workers.list()).length, 1);
  },
  "a worker that stopped keeps the time of its last heartbeat": async (store) => {
    await store.persistence.heartbeatWorker(worker());
    const [before] = await store.read.workers.list();
    await nextInstant(store);
    await store.persistence.stopWorker("w1");
    const [after] = await store.read.workers.list();
    assert.deepEqual(after?.heartbeatAt, before?.heartbeatAt);
    assert.ok(after?.stoppedAt && before && after.stoppedAt > before.heartbeatAt);
  },
  "a worker may know no workflow, or one with a strange name": async (store) => {
    for (const workflowIds of [[], ["a,b", '"quoted"', "😀", "", "\0"]]) {
      await store.persistence.heartbeatWorker(worker({ workflowIds }));
      shows((await store.read.workers.list())[0], { workflowIds });
    }
  },
  "announcements in a transaction that is undone were never made": async (store) => {
    const failing = store.transaction(async ({ persistence }) => {
      await persistence.saveDefinition(definition(), "w1");
      await persistence.heartbeatWorker(worker());
      throw new Error("undone");
    });
    await assert.rejects(failing, /undone/);
    assert.equal(await store.persistence.getDefinition("sample"), null);
    assert.deepEqual(await store.read.workers.list(), []);
  },
});
