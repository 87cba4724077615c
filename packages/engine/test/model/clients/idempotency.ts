/** Clients that want the same idempotency keys. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Store } from "../../../src/adapters/store.js";
import { action } from "./client.js";

const HOUR_MS = 3_600_000;
const hourOf = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));

/** Left in progress by somebody who is gone. */
export const LEFT = "left";

export const leaveKeyInProgress = ({ persistence }: Store) =>
  persistence.acquireIdempotencyKey(LEFT, "create", { now: hourOf(0) });

export const idempotencyActions = [
  action("acquire", { key: fc.constantFrom("k1", "k2") }, async ({ store, history }, { key }) => {
    const wasCompleted = history.has(`key ${key} was completed`);
    const { persistence } = store;
    const answer = await persistence.acquireIdempotencyKey(key, "create");
    if (wasCompleted) assert.deepEqual(answer, { status: "replay", result: key });
    if (answer.status !== "acquired") return;
    history.once(`key ${key} was acquired`);
    await persistence.completeIdempotencyKey(key, "create", key);
    history.once(`key ${key} was completed`);
  }),
  // Whoever gets it gives it back: one at a time.
  action("acquireAndRelease", {}, async ({ store, history }) => {
    const { status } = await store.persistence.acquireIdempotencyKey("shared", "create");
    if (status !== "acquired") return;
    assert.equal(history.counted("holders of", "shared"), 0, "a key has two holders");
    history.count("holders of", "shared");
    await store.persistence.lockRun("none");
    history.count("holders of", "shared", -1);
    await store.persistence.releaseIdempotencyKey("shared", "create");
  }),
  // Taking over restarts the clock, so that one of those who come in the same hour gets it.
  action("takeOver", { hour: fc.integer({ min: 1, max: 3 }) }, async ({ store, history }, { hour }) => {
    const options = { now: hourOf(hour), staleInProgressAfterMs: HOUR_MS };
    const wasCompleted = history.has("the left key was completed");
    const { status } = await store.persistence.acquireIdempotencyKey(LEFT, "create", options);
    if (status === "acquired") history.once(`the left key was taken over in hour ${hour}`);
    assert.equal(status === "replay" || !wasCompleted, true, "a completed key was taken over");
  }),
  action(
    "completeLeft",
    { isMeant: fc.constantFrom(false, false, true) },
    async ({ store, history }, { isMeant }) => {
      if (!isMeant) return;
      await store.persistence.completeIdempotencyKey(LEFT, "create", "done");
      if (!history.has("the left key was completed")) history.once("the left key was completed");
    },
  ),
];
