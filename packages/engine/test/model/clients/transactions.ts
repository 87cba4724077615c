/** Clients whose transactions write in several places: others see all of one or nothing. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Store } from "../../../src/adapters/store.js";
import type { StoreScope } from "../../../src/ports/kernel-store.js";
import { action, run, runOf } from "./client.js";
import type { History } from "./history.js";

class RolledBack extends Error {}

/** Commits, or rolls back after all has been done. Says which. */
async function transaction(
  store: Store,
  isKept: boolean,
  work: (scope: StoreScope) => Promise<void>,
): Promise<void> {
  const done = store.transaction(async (scope) => {
    await work(scope);
    if (!isKept) throw new RolledBack();
  });
  await done.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
}

const artifact = (workflowRunId: string, key: string, data: number) => ({
  workflowRunId,
  key,
  type: "ARTIFACT" as const,
  data,
  size: 1,
});

const event = (workflowRunId: string, payload: unknown) => ({
  workflowRunId,
  eventType: "stage:progress",
  payload,
  causationId: "model",
  occurredAt: new Date(),
});

const isKept = fc.boolean();

export const transactionActions = [
  // Takes from one and gives to the other, under the run's lock: the sum stays.
  action(
    "transfer",
    { run, amount: fc.integer({ min: 1, max: 9 }), isKept },
    async (client, { run: number, amount, isKept: kept }) => {
      const id = runOf(client, number);
      await transaction(client.store, kept, async ({ persistence }) => {
        await persistence.lockRun(id);
        const [left, right] = [
          await persistence.loadArtifact(id, "left"),
          await persistence.loadArtifact(id, "right"),
        ];
        await persistence.saveArtifact(artifact(id, "left", Number(left ?? 0) - amount));
        await persistence.saveArtifact(artifact(id, "right", Number(right ?? 0) + amount));
        await persistence.appendOutboxEvents([event(id, { amount })]);
      });
      if (!kept) return;
      client.history.count("moved in run", id, amount);
      client.history.count("events of run", id);
    },
  ),
  action("weigh", { run }, async (client, { run: number }) => {
    const kept = await client.store.persistence.listArtifacts(runOf(client, number));
    const sum = kept.reduce((total, { data }) => total + Number(data), 0);
    assert.equal(sum, 0, "half a transfer was seen");
  }),
  action(
    "appendOutboxEvents",
    { run, count: fc.integer({ min: 1, max: 3 }), isKept },
    async (client, { run: number, count, isKept: kept }) => {
      const id = runOf(client, number);
      await transaction(client.store, kept, ({ persistence }) =>
        persistence.appendOutboxEvents(Array.from({ length: count }, () => event(id, null))),
      );
      if (kept) client.history.count("events of run", id, count);
    },
  ),
  action("publish", {}, async ({ store }) => {
    const page = await store.persistence.getUnpublishedOutboxEvents(3);
    for (const [index, { workflowRunId, sequence }] of page.entries()) {
      const before = page[index - 1];
      if (before?.workflowRunId === workflowRunId) assert.ok(before.sequence < sequence, "out of order");
    }
    await store.persistence.markOutboxEventsPublished(page.map(({ id }) => id));
  }),
  action(
    "annotateOnce",
    { run, idempotencyKey: fc.constantFrom("i1", "i2") },
    async (client, { run: number, idempotencyKey }) => {
      const stated = { workflowRunId: runOf(client, number), scope: "run", key: "k", value: 1 };
      await client.store.persistence.appendAnnotations([{ ...stated, idempotencyKey, emitEvent: true }]);
    },
  ),
];

export async function checkTransactions(
  { persistence, read }: Store,
  history: History,
  runs: readonly string[],
) {
  for (const id of runs) {
    const moved = history.counted("moved in run", id);
    assert.deepEqual(
      [
        Number((await persistence.loadArtifact(id, "left")) ?? 0),
        Number((await persistence.loadArtifact(id, "right")) ?? 0),
      ],
      [0 - moved, moved],
    );
    const annotations = await persistence.listAnnotations(id);
    const keys = annotations.map(({ idempotencyKey }) => idempotencyKey);
    assert.equal(new Set(keys).size, keys.length, "an annotation was stored twice");
    const events = await read.events.list({ runId: id, afterSequence: 0, limit: 1000 });
    const expected = history.counted("events of run", id) + annotations.length;
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      Array.from({ length: expected }, (_, index) => index + 1),
      "sequences are 1..n",
    );
  }
}
