/** Runs are leased for publishing one at a time, in turn; what became of their events is written by the holder alone. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { ClaimedEvents, FailedEvent } from "../../ports/outbox.js";
import { eventually } from "../eventually.js";
import { createRun, eventInput, times } from "../factories.js";
import { hoursFromNow, nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const LEASE_MS = 600_000;

const append = (store: Store, runId: string, count: number) =>
  store.persistence.appendOutboxEvents(times(count, () => eventInput(runId)));

const claim = (store: Store, limit = 100, leaseMs = LEASE_MS) =>
  store.persistence.claimEvents({ limit, leaseMs });

const places = (claims: readonly ClaimedEvents[]) =>
  claims.flatMap(({ events }) => events.map((event) => `${event.workflowRunId} ${event.sequence}`)).sort();

const only = async (store: Store): Promise<ClaimedEvents> => {
  const [claimed, ...others] = await claim(store);
  assert.ok(claimed);
  assert.deepEqual(others, []);
  return claimed;
};

/** Gives the run back with its first `count` events published. */
const publish = (store: Store, { workflowRunId, leaseToken, events }: ClaimedEvents, count = events.length) =>
  store.persistence.settleEvents([
    { workflowRunId, leaseToken, publishedIds: events.slice(0, count).map(({ id }) => id) },
  ]);

const failure = (id: string, overrides: Partial<FailedEvent> = {}): FailedEvent => ({
  id,
  error: "sink: no",
  fingerprint: "no",
  isCounted: true,
  isDead: false,
  ...overrides,
});

/** Gives the run back with its first event failed. */
const fail = (store: Store, claimed: ClaimedEvents, overrides: Partial<FailedEvent> = {}, waitMs = 0) =>
  store.persistence.settleEvents([
    {
      workflowRunId: claimed.workflowRunId,
      leaseToken: claimed.leaseToken,
      publishedIds: [],
      failed: failure(claimed.events[0]?.id ?? "", overrides),
      waitMs,
    },
  ]);

const states = async (store: Store, runId: string) =>
  (await store.read.events.list({ runId, afterSequence: 0, limit: 1_000 })).map(({ state }) => state);

export const publishingSuite = suite("publishing", {
  "there is nothing to claim in an empty outbox, nor with a limit of 0": async (store) => {
    assert.deepEqual(await claim(store), []);
    await append(store, "r", 1);
    assert.deepEqual(await claim(store, 0), []);
  },

  "a claim has the waiting events of each run, in order": async (store) => {
    await append(store, "b", 3);
    await append(store, "a", 12);

    const claims = await claim(store);

    assert.deepEqual(claims.map(({ workflowRunId }) => workflowRunId).sort(), ["a", "b"]);
    for (const { workflowRunId, events } of claims)
      assert.deepEqual(
        events.map((event) => [event.workflowRunId, event.sequence]),
        times(workflowRunId === "a" ? 12 : 3, (n) => [workflowRunId, n + 1]),
      );
    shows(claims.find(({ workflowRunId }) => workflowRunId === "b")?.events[0], {
      ...eventInput("b"),
      retryCount: 0,
      lastError: null,
      lastTriedAt: null,
      publishedAt: null,
    });
  },

  "a run that somebody holds is nobody else's": async (store) => {
    await append(store, "a", 1);
    await claim(store);
    await append(store, "a", 1);
    await append(store, "b", 1);

    assert.deepEqual(places(await claim(store)), ["b 1"]);
    assert.deepEqual(await claim(store), []);
  },

  "of twenty claims at once each run is in one": async (store) => {
    for (const run of times(30, (n) => `run-${n}`)) await append(store, run, 2);

    const claims = (await Promise.all(times(20, () => claim(store, 7)))).flat();

    assert.equal(claims.length, 30);
    assert.equal(new Set(claims.map(({ workflowRunId }) => workflowRunId)).size, 30);
    assert.equal(new Set(claims.map(({ leaseToken }) => leaseToken)).size, 30);
  },

  "a page is shared: of many runs the first events, of few runs many": async (store) => {
    for (const run of ["a", "b", "c"]) await append(store, run, 10);

    const claims = await claim(store, 8);

    assert.deepEqual(places(claims), ["a 1", "a 2", "b 1", "b 2", "c 1", "c 2"]);
    await Promise.all(claims.map((claimed) => publish(store, claimed)));
    assert.deepEqual(
      (await claim(store, 2)).map(({ events }) => events.map(({ sequence }) => sequence)),
      [[3], [3]],
    );
  },

  "runs take turns: one that was served waits behind the others": async (store) => {
    await append(store, "a", 5);
    await nextInstant(store);
    await append(store, "b", 5);
    const served: string[] = [];

    for (const _ of times(4, () => 0)) {
      const [claimed] = await claim(store, 1);
      assert.ok(claimed);
      served.push(claimed.workflowRunId);
      await nextInstant(store);
      await publish(store, claimed);
    }

    assert.deepEqual(served, ["a", "b", "a", "b"]);
  },

  "what was published is claimed no more, and what was added meanwhile is": async (store) => {
    await append(store, "r", 3);
    const claimed = await only(store);
    await append(store, "r", 1);

    assert.deepEqual(await publish(store, claimed, 2), []);

    assert.deepEqual(places(await claim(store)), ["r 3", "r 4"]);
    assert.deepEqual(await states(store, "r"), ["published", "published", "pending", "pending"]);
  },

  "a run without waiting events comes back with its next one": async (store) => {
    await append(store, "r", 1);
    await publish(store, await only(store));
    assert.deepEqual(await claim(store), []);

    await append(store, "r", 1);

    assert.deepEqual(places(await claim(store)), ["r 2"]);
  },

  "appending while others publish leaves no event behind": async (store) => {
    const appending = Promise.all(times(60, (n) => append(store, `run-${n % 3}`, 1)));
    let isAppending = true;
    const ended = appending.finally(() => {
      isAppending = false;
    });
    const publishAll = async () => {
      while (isAppending || (await claim(store, 4).then(publishEach)) > 0)
        await claim(store, 4).then(publishEach);
    };
    const publishEach = async (claims: readonly ClaimedEvents[]) => {
      for (const claimed of claims) await publish(store, claimed);
      return claims.length;
    };

    await Promise.all([ended, publishAll(), publishAll()]);
    await publishAll();

    for (const run of ["run-0", "run-1", "run-2"])
      assert.deepEqual(
        await states(store, run),
        times(20, () => "published"),
      );
  },

  "a run that was marked published otherwise turns out empty, and is at rest after that": async (store) => {
    await append(store, "r", 2);
    const ids = (await store.persistence.getUnpublishedOutboxEvents()).map(({ id }) => id);
    await store.persistence.markOutboxEventsPublished(ids);

    const claims = await claim(store);
    for (const claimed of claims) await publish(store, claimed);

    assert.deepEqual(places(claims), []);
    assert.deepEqual(await claim(store), []);
  },

  "a failed event waits, with its error, and its run's later ones behind it": async (store) => {
    await append(store, "r", 2);

    await fail(store, await only(store), { error: "sink: a\0b" }, LEASE_MS);

    assert.deepEqual(await claim(store), []);
    assert.deepEqual(await states(store, "r"), ["pending", "pending"]);
    await append(store, "r", 1);
    assert.deepEqual(await claim(store), []);
  },

  "an event that waited comes first again, and knows of its tries": async (store) => {
    await append(store, "r", 2);

    await fail(store, await only(store));
    await fail(store, await only(store), { isCounted: false, error: "sink: away" });

    const { events } = await only(store);
    assert.deepEqual(
      events.map(({ sequence, retryCount, lastError }) => [sequence, retryCount, lastError]),
      [
        [1, 1, "sink: away"],
        [2, 0, null],
      ],
    );
    assert.ok(events[0]?.lastTriedAt);
  },

  "a dead event is out of the way of its run's later ones": async (store) => {
    await append(store, "r", 2);

    await fail(store, await only(store), { isDead: true, fingerprint: "f" });

    assert.deepEqual(places(await claim(store)), ["r 2"]);
    const [dead] = await store.persistence.listDeadEvents();
    shows(dead, { sequence: 1, retryCount: 1, lastError: "sink: no", fingerprint: "f" });
  },

  "dead events are found by the fingerprint of their error": async (store) => {
    for (const [run, fingerprint] of [
      ["a", "one"],
      ["b", "two"],
    ] as const) {
      await append(store, run, 1);
      await fail(store, await only(store), { isDead: true, fingerprint });
    }

    const found = await store.persistence.listDeadEvents({ fingerprint: "two" });
    assert.deepEqual(
      found.map(({ workflowRunId }) => workflowRunId),
      ["b"],
    );
    assert.deepEqual(await store.persistence.listDeadEvents({ fingerprint: "a\0b" }), []);
    assert.equal((await store.persistence.replayDeadEvents({ fingerprint: "one" })).length, 1);
    assert.equal(
      (await store.persistence.discardDeadEvents({ fingerprint: "two" }, "why", "user:ann")).length,
      1,
    );
  },

  "a replayed event is claimed again, though its run was at rest": async (store) => {
    await append(store, "r", 3);
    await fail(store, await only(store), { isDead: true });
    await publish(store, await only(store));
    assert.deepEqual(await claim(store), []);

    await store.persistence.replayDeadEvents({});

    assert.deepEqual(places(await claim(store)), ["r 1"]);
  },

  "an event that is replayed while its run is held comes when the run is given back": async (store) => {
    await append(store, "r", 3);
    await fail(store, await only(store), { isDead: true });
    const held = await only(store);

    await store.persistence.replayDeadEvents({});
    assert.deepEqual(await claim(store), []);
    await publish(store, held);

    assert.deepEqual(places(await claim(store)), ["r 1"]);
  },

  "whose lease has ended loses the run to the next, and writes nothing any more": async (store) => {
    await append(store, "r", 2);
    const [late] = await claim(store, 100, 1);
    assert.ok(late);
    const next = await eventually("the lease ends", async () => (await claim(store))[0]);

    assert.deepEqual(await publish(store, late), ["r"]);
    assert.deepEqual(await fail(store, late, { isDead: true }), ["r"]);

    assert.deepEqual(await states(store, "r"), ["pending", "pending"]);
    assert.deepEqual(await claim(store), []);
    assert.deepEqual(await publish(store, next), []);
    assert.deepEqual(await states(store, "r"), ["published", "published"]);
  },

  "settling twice, or with a token of nobody, finds the lease lost": async (store) => {
    await append(store, "r", 1);
    const claimed = await only(store);
    await publish(store, claimed);

    assert.deepEqual(await publish(store, claimed), ["r"]);
    assert.deepEqual(await publish(store, { ...claimed, workflowRunId: "unknown" }), ["unknown"]);
    assert.deepEqual(await publish(store, { ...claimed, workflowRunId: "a\0b" }), ["a\0b"]);
    assert.deepEqual(await store.persistence.settleEvents([]), []);
  },

  "several runs are settled at once, and those that are lost are named": async (store) => {
    for (const run of ["a", "b", "c"]) await append(store, run, 1);
    const claims = await claim(store);

    const lost = await store.persistence.settleEvents(
      claims.map(({ workflowRunId, leaseToken, events }) => ({
        workflowRunId,
        leaseToken: workflowRunId === "b" ? "stale" : leaseToken,
        publishedIds: events.map(({ id }) => id),
      })),
    );

    assert.deepEqual(lost, ["b"]);
    assert.deepEqual(
      (await store.persistence.getUnpublishedOutboxEvents()).map(({ workflowRunId }) => workflowRunId),
      ["b"],
    );
  },

  "what nobody is to be told is waived once its run has ended": async (store) => {
    const run = await createRun(store);
    await append(store, run.id, 1);
    await append(store, "of another persistence", 2);
    await append(store, "tried", 1);
    for (const claimed of await claim(store))
      await (claimed.workflowRunId === "tried" ? fail(store, claimed) : publish(store, claimed, 0));
    const later = await hoursFromNow(store, 1);

    assert.equal(await store.persistence.waiveEvents(new Date(0), 10), 0);
    assert.equal(await store.persistence.waiveEvents(later, 0), 0);
    assert.equal(await store.persistence.waiveEvents(later, 1), 1);
    assert.equal(await store.persistence.waiveEvents(later, 10), 1);
    await store.persistence.updateRun(run.id, { status: "CANCELLED" });
    assert.equal(await store.persistence.waiveEvents(later, 10), 1);

    assert.deepEqual(await states(store, run.id), ["published"]);
    assert.deepEqual(await states(store, "tried"), ["pending"]);
    await refuses("UNSTORABLE_VALUE", store.persistence.waiveEvents(new Date(Number.NaN), 1));
  },
});
