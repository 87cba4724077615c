/** Events reach the sinks: each once, in order per run, and none is lost when they do not. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createKernel, type Kernel } from "../../src/kernel/kernel.js";
import { type EventSink, type PublishedEvent, SinkUnavailableError } from "../../src/ports/event-sink.js";
import type { ClaimedEvents } from "../../src/ports/outbox.js";
import { handlerSink } from "../../src/sinks/index.js";
import { eventInput, times } from "../../src/testing/factories.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { openTestStore, STORE_KINDS, type TestStore } from "../stores.js";

const MINUTE_MS = 60_000;

describe.each(STORE_KINDS)("the outbox on %s", (kind) => {
  let opened: TestStore;
  let clock: FakeClock;
  beforeEach(async () => {
    opened = await openTestStore(kind);
    clock = new FakeClock();
  });
  afterEach(() => opened.discard());

  const kernelWith = (...sinks: EventSink[]): Kernel => createKernel({ store: opened.store, clock, sinks });
  const append = (runId: string, count: number) =>
    opened.store.persistence.appendOutboxEvents(
      times(count, (n) => eventInput(runId, { payload: { n: n + 1 } })),
    );
  const states = async (runId: string) =>
    (await opened.store.read.events.list({ runId, afterSequence: 0, limit: 10_000 })).map(
      ({ state }) => state,
    );
  const published = (count: number) => times(count, () => "published");
  const waiting = async () => (await opened.store.persistence.getUnpublishedOutboxEvents(100_000)).length;
  const dead = () => opened.store.persistence.listDeadEvents();
  /** Until no run is due. */
  const flushAll = async (kernel: Kernel, limit = 100) => {
    while ((await kernel.dispatch("outbox.flush", { limit })).runs > 0);
  };

  test("two flushers that race deliver 1,000 events of 50 runs once each, and each run's in order", async () => {
    for (const run of times(50, (n) => `run-${n}`)) await append(run, 20);
    const seen: PublishedEvent[] = [];
    const sink = () => handlerSink((event) => void seen.push(event));

    await Promise.all([kernelWith(sink()), kernelWith(sink())].map((kernel) => flushAll(kernel, 37)));

    expect(seen).toHaveLength(1_000);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1_000);
    for (const run of times(50, (n) => `run-${n}`))
      expect(seen.filter(({ runId }) => runId === run).map(({ sequence }) => sequence)).toEqual(
        times(20, (n) => n + 1),
      );
    expect(await waiting()).toBe(0);
  });

  test("an event leaves as it was written, under its own id", async () => {
    const input = eventInput("r", { payload: { at: new Date(5) }, eventType: "stage:failed" });
    await opened.store.persistence.appendOutboxEvents([input]);
    const [stored] = await opened.store.persistence.getUnpublishedOutboxEvents();
    const seen: PublishedEvent[] = [];

    const flushed = await kernelWith(handlerSink((event) => void seen.push(event))).dispatch(
      "outbox.flush",
      {},
    );

    expect(flushed).toMatchObject({ runs: 1, published: 1, retrying: 0, dead: 0, lost: 0, pausedMs: 0 });
    expect(seen).toEqual([
      {
        id: stored?.id,
        runId: "r",
        sequence: 1,
        type: "stage:failed",
        payload: input.payload,
        causationId: input.causationId,
        occurredAt: input.occurredAt,
      },
    ]);
  });

  // SEMANTICS 7.11
  test("a poison event goes to the dead letters, other runs' events flow, and its run's later ones follow", async () => {
    await append("sick", 3);
    await append("well", 3);
    const seen: string[] = [];
    const kernel = kernelWith(
      handlerSink(({ runId, sequence }) => {
        if (runId === "sick" && sequence === 2) throw new Error("I cannot read this");
        seen.push(`${runId} ${sequence}`);
      }),
    );

    const first = await kernel.dispatch("outbox.flush", { maxTries: 2 });
    expect(first).toMatchObject({ published: 4, retrying: 1, dead: 0 });
    expect(seen.sort()).toEqual(["sick 1", "well 1", "well 2", "well 3"]);
    expect(await states("sick")).toEqual(["published", "pending", "pending"]);
    expect(await kernel.dispatch("outbox.flush", { maxTries: 2 })).toMatchObject({ runs: 0 });
    // Its next try is due within two seconds.
    await expect
      .poll(async () => (await kernel.dispatch("outbox.flush", { maxTries: 2 })).dead, {
        interval: 50,
        timeout: 10_000,
      })
      .toBe(1);
    await flushAll(kernel);

    expect(await states("sick")).toEqual(["published", "dead", "published"]);
    expect(seen).toContain("sick 3");
    const [letter] = await dead();
    expect(letter).toMatchObject({
      workflowRunId: "sick",
      sequence: 2,
      retryCount: 2,
      lastError: "handler: I cannot read this",
    });
    expect(letter?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  // SEMANTICS 7.12
  test("a sink that is down ten minutes costs no event a try, and none is lost", async () => {
    for (const run of times(40, (n) => `run-${n}`)) await append(run, 5);
    let isDown = true;
    let calls = 0;
    const seen: string[] = [];
    const kernel = kernelWith(
      handlerSink(({ runId, sequence }) => {
        calls += 1;
        if (isDown) throw new SinkUnavailableError("connection refused");
        seen.push(`${runId} ${sequence}`);
      }),
    );

    const pauses: number[] = [];
    for (const start = clock.now().getTime(); clock.now().getTime() < start + 10 * MINUTE_MS; ) {
      const { pausedMs, dead: died } = await kernel.dispatch("outbox.flush", {});
      expect(died).toBe(0);
      expect(await kernel.dispatch("outbox.flush", {})).toMatchObject({ runs: 0, pausedMs });
      pauses.push(pausedMs);
      clock.advance(pausedMs);
    }

    expect(pauses.length).toBeGreaterThan(15);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
    expect(calls).toBeLessThan(500);
    expect(await dead()).toEqual([]);
    const events = await opened.store.persistence.getUnpublishedOutboxEvents(1_000);
    expect(events).toHaveLength(200);
    expect(events.every(({ retryCount }) => retryCount === 0)).toBe(true);
    isDown = false;
    await flushAll(kernel);
    expect(seen).toHaveLength(200);
    expect(await waiting()).toBe(0);
  });

  test("an event at which a sink that takes others stumbles is held to its tries", async () => {
    await append("sick", 1);
    await append("well", 1);
    const kernel = kernelWith(
      handlerSink(({ runId }) => {
        if (runId === "sick") throw new SinkUnavailableError("HTTP 500");
      }),
    );

    expect(await kernel.dispatch("outbox.flush", { maxTries: 1 })).toMatchObject({ published: 1, dead: 1 });

    expect(await states("sick")).toEqual(["dead"]);
  });

  test("a crash between delivery and its record delivers the events again, with the same ids", async () => {
    await append("r", 3);
    const { persistence } = opened.store;
    const seen: string[] = [];
    const kernel = kernelWith(handlerSink(({ id }) => void seen.push(id)));

    const [dying] = await persistence.claimEvents({ limit: 10, leaseMs: 100 });
    const delivered = dying?.events.map(({ id }) => id) ?? [];
    expect(await kernel.dispatch("outbox.flush", {})).toMatchObject({ runs: 0 });
    await expect
      .poll(async () => (await kernel.dispatch("outbox.flush", {})).published, {
        interval: 5,
        timeout: 10_000,
      })
      .toBe(3);

    expect(delivered).toHaveLength(3);
    expect(seen).toEqual(delivered);
  });

  test("a flusher whose lease ended while it delivered writes nothing, and says so", async () => {
    await append("r", 2);
    const { persistence } = opened.store;
    let other: ClaimedEvents | undefined;
    const slow = handlerSink(async ({ sequence }) => {
      if (sequence === 1) return;
      const takeOver = async () => {
        [other] = await persistence.claimEvents({ limit: 10, leaseMs: 60_000 });
        return other;
      };
      await expect.poll(takeOver, { interval: 5, timeout: 10_000 }).toBeDefined();
    });

    // The clock of the process stands still, so only the database says that the lease is over.
    const flushed = await createKernel({
      store: opened.store,
      sinks: [slow],
      timers: { soon: (callback) => void setImmediate(callback), after: () => ({ cancel: () => undefined }) },
    }).dispatch("outbox.flush", { leaseMs: 50 });

    expect(flushed).toMatchObject({ published: 0, lost: 1 });
    expect(await states("r")).toEqual(["pending", "pending"]);
    expect(other?.events).toHaveLength(2);
  });

  test("a sink that does not answer is waited for no longer than four fifths of the lease", async () => {
    await append("r", 1);
    const silent: EventSink = { name: "silent", deliver: () => new Promise(() => undefined) };

    const flushed = await kernelWith(silent).dispatch("outbox.flush", { leaseMs: 100 });

    expect(flushed).toMatchObject({ published: 0, lost: 0, retrying: 1 });
    expect(flushed.pausedMs).toBeGreaterThan(0);
    expect(await states("r")).toEqual(["pending"]);
  });

  test("what a stopping process did not deliver is left as it was", async () => {
    await append("r", 2);
    const stop = new AbortController();
    const sink = handlerSink(({ sequence }, { signal }) => {
      if (sequence === 1) return;
      stop.abort();
      signal.throwIfAborted();
    });
    const cut: EventSink = {
      name: "cut",
      async deliver(events, options) {
        return (await sink.deliver(events, options))?.map((delivery) =>
          delivery.outcome === "delivered" ? delivery : { outcome: "unavailable", error: "aborted" },
        );
      },
    };

    const flushed = await kernelWith(cut).dispatch("outbox.flush", { signal: stop.signal });

    expect(flushed).toMatchObject({ retrying: 0, dead: 0, pausedMs: 0 });
    expect(await kernelWith(handlerSink(() => undefined)).dispatch("outbox.flush", {})).toMatchObject({
      runs: 1,
    });
    expect(await waiting()).toBe(0);
  });

  test("of several sinks each gets what the one before it accepted, and an event is published when all have it", async () => {
    await append("r", 3);
    const first: number[] = [];
    const second: number[] = [];
    let isOpen = false;
    const kernel = kernelWith(
      handlerSink(
        ({ sequence }) => {
          if (sequence === 3 && !isOpen) throw new Error("not yet");
          first.push(sequence);
        },
        { name: "first" },
      ),
      handlerSink(
        ({ sequence }) => {
          if (sequence === 2 && !isOpen) throw new Error("not yet");
          second.push(sequence);
        },
        { name: "second" },
      ),
    );

    expect(await kernel.dispatch("outbox.flush", {})).toMatchObject({ published: 1, retrying: 1 });
    expect([first, second]).toEqual([[1, 2], [1]]);
    isOpen = true;
    await expect
      .poll(async () => (await kernel.dispatch("outbox.flush", {})).published, {
        interval: 50,
        timeout: 10_000,
      })
      .toBe(2);

    expect([first, second]).toEqual([
      [1, 2, 2, 3],
      [1, 2, 3],
    ]);
    expect(await states("r")).toEqual(published(3));
  });

  test("without sinks nothing is published, and nothing is written", async () => {
    await append("r", 2);

    expect(await kernelWith().dispatch("outbox.flush", {})).toMatchObject({ runs: 0, published: 0 });

    expect(await states("r")).toEqual(["pending", "pending"]);
  });

  test("without sinks retention waits for no event, and with them for every one", async () => {
    await append("r", 2);
    const now = new Date(Date.now() + 365 * 24 * 60 * MINUTE_MS);

    expect(await kernelWith(handlerSink(() => undefined)).dispatch("retention.prune", { now })).toMatchObject(
      {
        events: 0,
      },
    );
    expect(await kernelWith().dispatch("retention.prune", { now })).toMatchObject({ events: 2 });

    expect(await states("r")).toEqual([]);
    await append("r", 1);
    expect((await opened.store.persistence.getUnpublishedOutboxEvents())[0]?.sequence).toBe(3);
  });

  test("a page is shared by the runs that wait, and says whether more does", async () => {
    await append("busy", 30);
    await append("quiet", 1);
    const seen: string[] = [];
    const kernel = kernelWith(handlerSink(({ runId }) => void seen.push(runId)));

    expect(await kernel.dispatch("outbox.flush", { limit: 10 })).toMatchObject({
      published: 6,
      hasMore: true,
    });
    expect(seen).toContain("quiet");
    expect(await kernel.dispatch("outbox.flush", { limit: 100 })).toMatchObject({
      published: 25,
      hasMore: false,
    });
  });
});
