/** Events are numbered per run without gaps, read in order, and no run keeps another's from being read. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { OutboxRecord } from "../../domain/records.js";
import { createRun, eventInput, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

/** Everything that waits to be published. */
const waiting = (store: Store) => store.persistence.getUnpublishedOutboxEvents(100_000);

const append = (store: Store, runId: string, count: number) =>
  store.persistence.appendOutboxEvents(times(count, () => eventInput(runId)));

const places = (events: readonly OutboxRecord[]) =>
  events.map((event) => `${event.workflowRunId} ${event.sequence}`);

const sequencesOf = async (store: Store, runId: string) =>
  (await store.read.events.list({ runId, afterSequence: 0, limit: 1_000 })).map((event) => event.sequence);

export const outboxSuite = suite("outbox", {
  "reads nothing from an empty outbox": async (store) => {
    assert.deepEqual(await store.persistence.getUnpublishedOutboxEvents(), []);
  },

  "an event reads as it was written": async (store) => {
    const payload = { type: "stage:completed", at: new Date(1), list: [1, "two", null], text: "a\0b 🏁" };
    const input = eventInput("r1", { payload, causationId: "because", eventType: "stage:completed" });

    await store.persistence.appendOutboxEvents([input]);

    const [event] = await waiting(store);
    shows(event, { ...input, sequence: 1, publishedAt: null, retryCount: 0, dlqAt: null });
    assert.ok(event && event.id.length > 10);
  },

  "an event may name a run that is not stored": async (store) => {
    await append(store, "a run of another persistence", 1);

    assert.deepEqual(places(await waiting(store)), ["a run of another persistence 1"]);
  },

  "no events are none": async (store) => {
    await store.persistence.appendOutboxEvents([]);

    assert.deepEqual(await waiting(store), []);
  },

  "a run's events are numbered from 1 in the order they are given": async (store) => {
    await store.persistence.appendOutboxEvents(times(5, (n) => eventInput("r1", { payload: n })));

    const events = await waiting(store);

    assert.deepEqual(
      events.map((event) => [event.sequence, event.payload]),
      times(5, (n) => [n + 1, n]),
    );
  },

  "numbers go on over several calls": async (store) => {
    await append(store, "r1", 2);
    await append(store, "r1", 1);
    await append(store, "r1", 3);

    assert.deepEqual(
      (await waiting(store)).map((event) => event.sequence),
      [1, 2, 3, 4, 5, 6],
    );
  },

  "every run has numbers of its own, also when one call mixes runs": async (store) => {
    await append(store, "b", 1);

    await store.persistence.appendOutboxEvents(["b", "a", "b", "c", "a"].map((id) => eventInput(id)));

    assert.deepEqual(places(await waiting(store)), ["a 1", "a 2", "b 1", "b 2", "b 3", "c 1"]);
  },

  "every event has an id of its own": async (store) => {
    await append(store, "r1", 50);

    assert.equal(new Set((await waiting(store)).map((event) => event.id)).size, 50);
  },

  "a hundred concurrent appends to one run are numbered 1 to 100": async (store) => {
    await Promise.all(times(100, () => append(store, "r1", 1)));

    assert.deepEqual(
      await sequencesOf(store, "r1"),
      times(100, (n) => n + 1),
    );
  },

  "concurrent appends of several events keep each call's events together": async (store) => {
    await Promise.all(
      times(30, (call) =>
        store.persistence.appendOutboxEvents(times(3, (n) => eventInput("r1", { payload: [call, n] }))),
      ),
    );

    const events = await waiting(store);

    assert.deepEqual(
      events.map((event) => event.sequence),
      times(90, (n) => n + 1),
    );
    for (let start = 0; start < 90; start += 3) {
      const call = (events[start]?.payload as [number, number] | undefined)?.[0];
      assert.deepEqual(
        events.slice(start, start + 3).map((event) => event.payload),
        times(3, (n) => [call, n]),
      );
    }
  },

  "concurrent appends to the same runs in opposite order all succeed": async (store) => {
    const runs = ["a", "b", "c", "d"];

    await Promise.all(
      times(40, (n) =>
        store.persistence.appendOutboxEvents(
          (n % 2 ? runs : [...runs].reverse()).map((id) => eventInput(id)),
        ),
      ),
    );

    for (const run of runs)
      assert.deepEqual(
        await sequencesOf(store, run),
        times(40, (n) => n + 1),
      );
  },

  "an append that is rolled back leaves no gap": async (store) => {
    await append(store, "r1", 1);
    const failing = store.transaction(async ({ persistence }) => {
      await persistence.appendOutboxEvents([eventInput("r1"), eventInput("r1")]);
      throw new RangeError("changed my mind");
    });
    await assert.rejects(failing, RangeError);

    await append(store, "r1", 1);

    assert.deepEqual(places(await waiting(store)), ["r1 1", "r1 2"]);
  },

  "appends that commit and appends that roll back, all at once, leave no gap": async (store) => {
    await Promise.allSettled(
      times(40, (n) =>
        store.transaction(async ({ persistence }) => {
          await persistence.appendOutboxEvents([eventInput("r1")]);
          if (n % 3 === 0) throw new RangeError("changed my mind");
        }),
      ),
    );

    assert.deepEqual(
      await sequencesOf(store, "r1"),
      times(26, (n) => n + 1),
    );
  },

  "an event is seen once the change it tells of has committed": async (store) => {
    await store.transaction(async ({ persistence }) => {
      await persistence.createRun({
        id: "r1",
        workflowId: "w",
        workflowName: "W",
        workflowType: "t",
        input: 1,
      });
      await persistence.appendOutboxEvents([eventInput("r1")]);
    });

    assert.equal(await store.persistence.getRunStatus("r1"), "PENDING");
    assert.deepEqual(places(await waiting(store)), ["r1 1"]);
  },

  "annotations that ask for it append their event to the same sequence": async (store) => {
    const run = await createRun(store);
    await append(store, run.id, 1);
    await store.persistence.appendAnnotations([
      { workflowRunId: run.id, scope: "run", key: "k", value: 1, emitEvent: true },
      { workflowRunId: run.id, scope: "run", key: "quiet", value: 2 },
    ]);
    await append(store, run.id, 1);

    const events = await waiting(store);

    assert.deepEqual(
      events.map((event) => [event.sequence, event.eventType]),
      [
        [1, "stage:completed"],
        [2, "annotation:created"],
        [3, "stage:completed"],
      ],
    );
  },

  "events come by run, then sequence, whoever wrote first": async (store) => {
    await append(store, "run-b", 2);
    await append(store, "run-a", 2);
    await append(store, "run-c", 1);
    await append(store, "run-b", 1);

    assert.deepEqual(places(await waiting(store)), [
      "run-a 1",
      "run-a 2",
      "run-b 1",
      "run-b 2",
      "run-b 3",
      "run-c 1",
    ]);
  },

  "numbers above nine keep their order": async (store) => {
    await append(store, "r1", 120);

    assert.deepEqual(
      (await waiting(store)).map((event) => event.sequence),
      times(120, (n) => n + 1),
    );
  },

  "a page holds no more than asked for": async (store) => {
    await append(store, "r1", 5);

    assert.deepEqual(places(await store.persistence.getUnpublishedOutboxEvents(2)), ["r1 1", "r1 2"]);
    assert.deepEqual(await store.persistence.getUnpublishedOutboxEvents(0), []);
  },

  "a page takes every run's events from its first waiting one on, without a gap": async (store) => {
    for (const run of ["a", "b", "c"]) await append(store, run, 10);
    await store.persistence.markOutboxEventsPublished(
      (await waiting(store))
        .filter((event) => event.workflowRunId === "b" && event.sequence < 4)
        .map(({ id }) => id),
    );

    const page = await store.persistence.getUnpublishedOutboxEvents(11);

    assert.equal(page.length, 11);
    const firsts: Record<string, number> = { a: 1, b: 4, c: 1 };
    for (const run of ["a", "b", "c"]) {
      const mine = page.filter((event) => event.workflowRunId === run).map((event) => event.sequence);
      assert.deepEqual(
        mine,
        times(mine.length, (n) => n + (firsts[run] ?? 0)),
      );
    }
  },

  "paging through by publishing reaches every event once, each run's in order": async (store) => {
    for (const [run, count] of [
      ["a", 13],
      ["b", 1],
      ["c", 7],
    ] as const)
      await append(store, run, count);
    const seen: OutboxRecord[] = [];

    for (;;) {
      const page = await store.persistence.getUnpublishedOutboxEvents(4);
      if (page.length === 0) break;
      seen.push(...page);
      await store.persistence.markOutboxEventsPublished(page.map((event) => event.id));
    }

    assert.equal(seen.length, 21);
    for (const [run, count] of [
      ["a", 13],
      ["b", 1],
      ["c", 7],
    ] as const) {
      const mine = seen.filter((event) => event.workflowRunId === run);
      assert.deepEqual(
        mine.map((event) => event.sequence),
        times(count, (n) => n + 1),
      );
    }
  },

  "a run with very many events does not keep another's out of the page": async (store) => {
    await append(store, "a-busy", 300);
    await append(store, "z-quiet", 1);

    assert.ok(places(await store.persistence.getUnpublishedOutboxEvents(10)).includes("z-quiet 1"));
  },

  "a run whose event fails does not keep another's out of the page": async (store) => {
    await append(store, "a-failing", 200);
    const [first] = await waiting(store);
    for (let n = 0; n < 5; n += 1)
      await store.persistence.recordOutboxFailure(first?.id ?? "", "sink is down");
    await append(store, "z-healthy", 2);

    assert.ok(places(await store.persistence.getUnpublishedOutboxEvents(5)).includes("z-healthy 1"));
  },

  "more failing runs than fit a page do not keep a healthy run's event out of it": async (store) => {
    for (const run of times(20, (n) => `a-failing-${n}`)) await append(store, run, 3);
    for (const event of await waiting(store)) {
      if (event.sequence === 1) await store.persistence.incrementOutboxRetryCount(event.id);
    }
    await nextInstant(store);
    await append(store, "z-healthy", 1);

    assert.ok(places(await store.persistence.getUnpublishedOutboxEvents(10)).includes("z-healthy 1"));
  },

  "published events wait no more": async (store) => {
    await append(store, "r1", 3);
    const [first, second] = await waiting(store);

    await store.persistence.markOutboxEventsPublished([first?.id ?? "", second?.id ?? ""]);

    assert.deepEqual(places(await waiting(store)), ["r1 3"]);
    const events = await store.read.events.list({ runId: "r1", afterSequence: 0, limit: 10 });
    assert.deepEqual(
      events.map((event) => event.state),
      ["published", "published", "pending"],
    );
  },

  "publishing none, unknown ids, or the same twice is no error": async (store) => {
    await append(store, "r1", 2);
    const [first] = await waiting(store);

    await store.persistence.markOutboxEventsPublished([]);
    await store.persistence.markOutboxEventsPublished(["unknown", first?.id ?? "", first?.id ?? ""]);
    await store.persistence.markOutboxEventsPublished([first?.id ?? ""]);

    assert.deepEqual(places(await waiting(store)), ["r1 2"]);
  },

  "publishing a thousand at once": async (store) => {
    await append(store, "r1", 1_000);

    await store.persistence.markOutboxEventsPublished((await waiting(store)).map((event) => event.id));

    assert.deepEqual(await waiting(store), []);
  },

  "numbers go on after everything was published": async (store) => {
    await append(store, "r1", 2);
    await store.persistence.markOutboxEventsPublished((await waiting(store)).map((event) => event.id));

    await append(store, "r1", 1);

    assert.deepEqual(places(await waiting(store)), ["r1 3"]);
  },

  "counts retries and gives the new count": async (store) => {
    await append(store, "r1", 2);
    const [first, second] = await waiting(store);

    const counts = [
      await store.persistence.incrementOutboxRetryCount(first?.id ?? ""),
      await store.persistence.incrementOutboxRetryCount(first?.id ?? ""),
      await store.persistence.recordOutboxFailure(first?.id ?? "", "sink is down"),
    ];

    assert.deepEqual(counts, [1, 2, 3]);
    assert.deepEqual(
      (await waiting(store)).map((event) => [event.id, event.retryCount]),
      [
        [first?.id, 3],
        [second?.id, 0],
      ],
    );
  },

  "fifty concurrent retries are all counted": async (store) => {
    await append(store, "r1", 1);
    const [event] = await waiting(store);

    const counts = await Promise.all(
      times(50, () => store.persistence.incrementOutboxRetryCount(event?.id ?? "")),
    );

    assert.deepEqual(
      counts.sort((a, b) => a - b),
      times(50, (n) => n + 1),
    );
  },

  "a retry of an unknown event is not found": async (store) => {
    await refuses("NOT_FOUND", store.persistence.incrementOutboxRetryCount("unknown"));
    await refuses("NOT_FOUND", store.persistence.recordOutboxFailure("unknown", "why"));
  },

  "an event that happened at no instant is refused, and the whole call with it": async (store) => {
    const never = eventInput("r1", { occurredAt: new Date(Number.NaN) });

    await refuses("UNSTORABLE_VALUE", store.persistence.appendOutboxEvents([eventInput("r1"), never]));

    await append(store, "r1", 1);
    assert.deepEqual(places(await waiting(store)), ["r1 1"]);
  },
});
