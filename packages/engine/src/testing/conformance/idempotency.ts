/** A command with a key takes effect once: others wait for it, replay it, or take over where a crash left it. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { createRun, times } from "../factories.js";
import { hoursFromNow } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { suite } from "./suite.js";

const MINUTE = 60_000;
const ACQUIRED = { status: "acquired" };
const IN_PROGRESS = { status: "in_progress" };

const acquire = (
  store: Store,
  key = "k",
  options?: Parameters<Store["persistence"]["acquireIdempotencyKey"]>[2],
) => store.persistence.acquireIdempotencyKey(key, "run.create", options);

const complete = (store: Store, result: unknown, key = "k") =>
  store.persistence.completeIdempotencyKey(key, "run.create", result);

const after = (instant: Date, ms: number) => new Date(instant.getTime() + ms);

/** A command that has acquired and completed its key, and whose transaction stays open until it is told to end. */
function commandAtWork(store: Store) {
  const gate = deferred<"commit" | "roll back">();
  const opened = deferred<void>();
  const command = store.transaction(async ({ persistence }) => {
    await persistence.acquireIdempotencyKey("k", "run.create");
    await persistence.completeIdempotencyKey("k", "run.create", "done");
    opened.resolve();
    if ((await gate.promise) === "roll back") throw new RangeError("changed my mind");
  });
  return { opened: opened.promise, command, end: gate.resolve };
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

export const idempotencySuite = suite("idempotency keys", {
  "a new key is acquired": async (store) => {
    assert.deepEqual(await acquire(store), ACQUIRED);
  },

  "a key that was acquired is in progress": async (store) => {
    await acquire(store);

    assert.deepEqual(await acquire(store), IN_PROGRESS);
    assert.deepEqual(await acquire(store), IN_PROGRESS);
  },

  "a completed key replays its result": async (store) => {
    await acquire(store);
    await complete(store, { runId: "r1" });

    assert.deepEqual(await acquire(store), { status: "replay", result: { runId: "r1" } });
    assert.deepEqual(await acquire(store), { status: "replay", result: { runId: "r1" } });
  },

  "results survive with their dates, maps, big numbers and gaps": async (store) => {
    const result = {
      at: new Date("2026-02-03T04:05:06.789Z"),
      nested: [{ at: new Date(0) }, new Map([["k", new Date(1)]])],
      big: 12345678901234567890n,
      none: null,
      missing: [undefined, Number.NaN],
      text: "2026-02-03T04:05:06.789Z",
    };
    await acquire(store);

    await complete(store, result);

    assert.deepEqual(await acquire(store), { status: "replay", result });
  },

  "a result may be null, nothing, false, zero or empty": async (store) => {
    for (const [index, result] of [null, undefined, false, 0, "", [], {}].entries()) {
      const key = `k${index}`;
      await acquire(store, key);
      await complete(store, result, key);

      assert.deepEqual(await acquire(store, key), { status: "replay", result });
    }
  },

  "a date alone comes back as a date": async (store) => {
    await acquire(store);
    await complete(store, new Date(1_234_567_890_123));

    assert.deepEqual(await acquire(store), { status: "replay", result: new Date(1_234_567_890_123) });
  },

  "the same key of another command is another key": async (store) => {
    const { persistence } = store;
    await acquire(store);
    await complete(store, 1);

    assert.deepEqual(await persistence.acquireIdempotencyKey("k", "run.cancel"), ACQUIRED);
    await persistence.completeIdempotencyKey("k", "run.cancel", 2);

    assert.deepEqual(await acquire(store), { status: "replay", result: 1 });
    assert.deepEqual(await persistence.acquireIdempotencyKey("k", "run.cancel"), {
      status: "replay",
      result: 2,
    });
  },

  "key and command are not run together": async (store) => {
    const { persistence } = store;

    assert.deepEqual(await persistence.acquireIdempotencyKey("b", "a:"), ACQUIRED);
    assert.deepEqual(await persistence.acquireIdempotencyKey(":b", "a"), ACQUIRED);
    assert.deepEqual(await persistence.acquireIdempotencyKey("b", "a"), ACQUIRED);
  },

  "keys are told apart to the letter": async (store) => {
    for (const key of ["k", "K", "k ", " k", "%", "_", "", "ключ", "é", "e\u0301"]) {
      assert.deepEqual(await acquire(store, key), ACQUIRED, JSON.stringify(key));
    }
  },

  "a released key can be acquired again": async (store) => {
    await acquire(store);

    await store.persistence.releaseIdempotencyKey("k", "run.create");

    assert.deepEqual(await acquire(store), ACQUIRED);
  },

  "releasing touches only its own command's key": async (store) => {
    await acquire(store);

    await store.persistence.releaseIdempotencyKey("k", "run.cancel");
    await store.persistence.releaseIdempotencyKey("other", "run.create");

    assert.deepEqual(await acquire(store), IN_PROGRESS);
  },

  "a completed key cannot be released": async (store) => {
    await acquire(store);
    await complete(store, "done");

    await store.persistence.releaseIdempotencyKey("k", "run.create");

    assert.deepEqual(await acquire(store), { status: "replay", result: "done" });
  },

  "the first result stays": async (store) => {
    await acquire(store);
    await complete(store, "first");

    await complete(store, "second");

    assert.deepEqual(await acquire(store), { status: "replay", result: "first" });
  },

  "completing a key that nobody acquired is an error": async (store) => {
    await refuses("NOT_FOUND", complete(store, 1));
    assert.deepEqual(await acquire(store), ACQUIRED);
  },

  "the same key with another input is a conflict, in progress and completed": async (store) => {
    await acquire(store, "k", { fingerprint: "input 1" });
    await refuses("IDEMPOTENCY_CONFLICT", acquire(store, "k", { fingerprint: "input 2" }));
    await complete(store, "done");

    await refuses("IDEMPOTENCY_CONFLICT", acquire(store, "k", { fingerprint: "input 2" }));
    assert.deepEqual(await acquire(store, "k", { fingerprint: "input 1" }), {
      status: "replay",
      result: "done",
    });
  },

  "the same key with the same input is no conflict": async (store) => {
    await acquire(store, "k", { fingerprint: "input 1" });

    assert.deepEqual(await acquire(store, "k", { fingerprint: "input 1" }), IN_PROGRESS);
  },

  "without a fingerprint there is nothing to conflict": async (store) => {
    await acquire(store, "with", { fingerprint: "input 1" });
    await acquire(store, "without");

    assert.deepEqual(await acquire(store, "with"), IN_PROGRESS);
    assert.deepEqual(await acquire(store, "without", { fingerprint: "input 1" }), IN_PROGRESS);
  },

  "a fingerprint belongs to one command's key": async (store) => {
    await acquire(store, "k", { fingerprint: "input 1" });

    const other = await store.persistence.acquireIdempotencyKey("k", "run.cancel", {
      fingerprint: "input 2",
    });

    assert.deepEqual(other, ACQUIRED);
  },

  "a released key may be used with another input": async (store) => {
    await acquire(store, "k", { fingerprint: "input 1" });
    await store.persistence.releaseIdempotencyKey("k", "run.create");

    assert.deepEqual(await acquire(store, "k", { fingerprint: "input 2" }), ACQUIRED);
  },

  "a key in progress is never taken over unless asked to, however old": async (store) => {
    await acquire(store);

    assert.deepEqual(await acquire(store, "k", { now: await hoursFromNow(store, 100_000) }), IN_PROGRESS);
  },

  "a key left in progress for too long is taken over": async (store) => {
    await acquire(store);
    const later = await hoursFromNow(store, 1);

    assert.deepEqual(await acquire(store, "k", { now: later, staleInProgressAfterMs: MINUTE }), ACQUIRED);
  },

  "a key in progress for a short while is not taken over": async (store) => {
    await acquire(store);

    assert.deepEqual(await acquire(store, "k", { staleInProgressAfterMs: 60 * MINUTE }), IN_PROGRESS);
    const earlier = await hoursFromNow(store, -1);
    assert.deepEqual(
      await acquire(store, "k", { now: earlier, staleInProgressAfterMs: MINUTE }),
      IN_PROGRESS,
    );
  },

  "what counts is the time since the key was acquired, to the millisecond": async (store) => {
    const now = new Date("2026-01-01T00:00:00.000Z");
    await acquire(store, "k", { now });

    const early = await acquire(store, "k", { now: after(now, MINUTE - 1), staleInProgressAfterMs: MINUTE });
    const due = await acquire(store, "k", { now: after(now, MINUTE + 1), staleInProgressAfterMs: MINUTE });

    assert.deepEqual([early, due], [IN_PROGRESS, ACQUIRED]);
  },

  "taking over restarts the clock": async (store) => {
    await acquire(store);
    const later = await hoursFromNow(store, 1);
    await acquire(store, "k", { now: later, staleInProgressAfterMs: MINUTE });

    const soon = await acquire(store, "k", { now: after(later, MINUTE / 2), staleInProgressAfterMs: MINUTE });
    const muchLater = await acquire(store, "k", {
      now: after(later, 2 * MINUTE),
      staleInProgressAfterMs: MINUTE,
    });

    assert.deepEqual([soon, muchLater], [IN_PROGRESS, ACQUIRED]);
  },

  "of fifty callers one takes over": async (store) => {
    await acquire(store);
    const options = { now: await hoursFromNow(store, 1), staleInProgressAfterMs: MINUTE };

    const outcomes = await Promise.all(times(50, () => acquire(store, "k", options)));

    assert.equal(outcomes.filter(({ status }) => status === "acquired").length, 1);
    assert.equal(outcomes.filter(({ status }) => status === "in_progress").length, 49);
  },

  "a completed key is never taken over": async (store) => {
    await acquire(store);
    await complete(store, "done");
    const options = { now: await hoursFromNow(store, 100_000), staleInProgressAfterMs: 0 };

    const outcomes = await Promise.all(times(10, () => acquire(store, "k", options)));

    assert.ok(outcomes.every((outcome) => outcome.status === "replay" && outcome.result === "done"));
  },

  "a key that was taken over completes and replays": async (store) => {
    await acquire(store);
    await acquire(store, "k", { now: await hoursFromNow(store, 1), staleInProgressAfterMs: MINUTE });

    await complete(store, "by the second");

    assert.deepEqual(await acquire(store), { status: "replay", result: "by the second" });
  },

  "a key is not taken over by another input": async (store) => {
    await acquire(store, "k", { fingerprint: "input 1" });
    const stale = { now: await hoursFromNow(store, 1), staleInProgressAfterMs: MINUTE };

    await refuses("IDEMPOTENCY_CONFLICT", acquire(store, "k", { ...stale, fingerprint: "input 2" }));

    assert.deepEqual(await acquire(store, "k", { ...stale, fingerprint: "input 1" }), ACQUIRED);
  },

  "a new key is acquired with the options of a takeover, too": async (store) => {
    assert.deepEqual(await acquire(store, "k", { now: new Date(0), staleInProgressAfterMs: 0 }), ACQUIRED);
  },

  "of fifty callers with a new key one acquires it": async (store) => {
    const outcomes = await Promise.all(times(50, () => acquire(store)));

    assert.equal(outcomes.filter(({ status }) => status === "acquired").length, 1);
    assert.equal(outcomes.filter(({ status }) => status === "in_progress").length, 49);
  },

  "a key commits with the command's effect": async (store) => {
    await store.transaction(async ({ persistence }) => {
      await persistence.acquireIdempotencyKey("k", "run.create");
      const run = await persistence.createRun({
        id: "r1",
        workflowId: "w",
        workflowName: "W",
        workflowType: "t",
        input: 1,
      });
      await persistence.completeIdempotencyKey("k", "run.create", run.id);
    });

    assert.deepEqual(await acquire(store), { status: "replay", result: "r1" });
    assert.equal(await store.persistence.getRunStatus("r1"), "PENDING");
  },

  "a command that is rolled back leaves its key free": async (store) => {
    const failing = store.transaction(async ({ persistence }) => {
      await persistence.acquireIdempotencyKey("k", "run.create");
      await persistence.completeIdempotencyKey("k", "run.create", 1);
      throw new RangeError("changed my mind");
    });

    await assert.rejects(failing, RangeError);

    assert.deepEqual(await acquire(store), ACQUIRED);
  },

  "a completion that is rolled back leaves the key in progress": async (store) => {
    await acquire(store);
    const failing = store.transaction(async ({ persistence }) => {
      await persistence.completeIdempotencyKey("k", "run.create", 1);
      throw new RangeError("changed my mind");
    });

    await assert.rejects(failing, RangeError);

    assert.deepEqual(await acquire(store), IN_PROGRESS);
  },

  "inside its transaction a command sees its own key": async (store) => {
    await store.transaction(async ({ persistence }) => {
      await persistence.acquireIdempotencyKey("k", "run.create");
      assert.deepEqual(await persistence.acquireIdempotencyKey("k", "run.create"), IN_PROGRESS);
      await persistence.completeIdempotencyKey("k", "run.create", 7);
      assert.deepEqual(await persistence.acquireIdempotencyKey("k", "run.create"), {
        status: "replay",
        result: 7,
      });
    });
  },

  "twenty commands with one key, all at once, have one effect and one answer": async (store) => {
    const command = () =>
      store.transaction(async ({ persistence }) => {
        const outcome = await persistence.acquireIdempotencyKey("k", "run.create");
        if (outcome.status === "replay") return outcome.result;
        assert.equal(outcome.status, "acquired");
        const run = await persistence.createRun({
          workflowId: "w",
          workflowName: "W",
          workflowType: "t",
          input: 1,
        });
        await persistence.completeIdempotencyKey("k", "run.create", run.id);
        return run.id;
      });

    const answers = await Promise.all(times(20, command));

    const runs = await store.persistence.getRunsByStatus("PENDING");
    assert.equal(runs.length, 1);
    assert.deepEqual(new Set(answers), new Set([runs[0]?.id]));
  },

  "who comes while the command is at work is answered when it has committed": async (store) => {
    const { opened, command, end } = commandAtWork(store);
    await opened;

    const waiting = acquire(store);
    end("commit");
    await command;

    assert.deepEqual(await waiting, { status: "replay", result: "done" });
  },

  "who comes while the command is at work gets the key when it is rolled back": async (store) => {
    const { opened, command, end } = commandAtWork(store);
    await opened;

    const waiting = acquire(store);
    end("roll back");
    await assert.rejects(command, RangeError);

    assert.deepEqual(await waiting, ACQUIRED);
  },

  "keys have no effect on what else is stored": async (store) => {
    const run = await createRun(store);
    await acquire(store, run.id);

    await store.persistence.releaseIdempotencyKey(run.id, "run.create");

    assert.deepEqual(await store.persistence.getRun(run.id), run);
  },

  "a key that cannot be stored is refused": async (store) => {
    for (const key of ["a\0b", "\ud800", "x".repeat(501)])
      await refuses("UNSTORABLE_VALUE", acquire(store, key));
    assert.deepEqual(await acquire(store, "x".repeat(500)), ACQUIRED);
  },
});
