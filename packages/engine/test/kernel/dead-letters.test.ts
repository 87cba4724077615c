/** Dead events are replayed or discarded by id, by what they have in common, or all; each is reported on. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvalidInputError } from "../../src/domain/errors.js";
import { createKernel, type Kernel } from "../../src/kernel/kernel.js";
import { handlerSink } from "../../src/sinks/index.js";
import { eventInput, times } from "../../src/testing/factories.js";
import { openTestStore, STORE_KINDS, type TestStore } from "../stores.js";

const actor = { kind: "user", id: "ann" };

describe.each(STORE_KINDS)("dead letters on %s", (kind) => {
  let opened: TestStore;
  let kernel: Kernel;
  let isOpen: boolean;
  let seen: string[];
  beforeEach(async () => {
    opened = await openTestStore(kind);
    isOpen = false;
    seen = [];
    const sink = handlerSink(({ id, runId }) => {
      if (!isOpen) throw new Error(`no ${runId === "b" ? "room" : "entry"} for ${id}`);
      seen.push(id);
    });
    kernel = createKernel({ store: opened.store, sinks: [sink] });
  });
  afterEach(() => opened.discard());

  /** So many events of a run, all dead; their ids, oldest first. */
  const dead = async (runId: string, count: number, eventType = "stage:failed") => {
    await opened.store.persistence.appendOutboxEvents(times(count, () => eventInput(runId, { eventType })));
    while ((await kernel.dispatch("outbox.flush", { maxTries: 1 })).dead > 0);
    return (await deadOnes()).filter((event) => event.workflowRunId === runId).map(({ id }) => id);
  };
  const deadOnes = () => opened.store.persistence.listDeadEvents();
  const deadIds = async () => (await deadOnes()).map(({ id }) => id);
  const flushAll = async () => {
    isOpen = true;
    while ((await kernel.dispatch("outbox.flush", {})).runs > 0);
  };
  const all = (ids: readonly string[], outcome: string) => ids.map((id) => ({ id, outcome }));

  test("by id: each is replayed once and delivered; what is not dead is said to be so", async () => {
    const [first = "", second = "", third = ""] = await dead("a", 3);

    const report = await kernel.dispatch("dlq.replay", { select: { ids: [third, first, "unknown", third] } });

    expect(report).toEqual({
      events: [...all([first, third], "replayed"), { id: "unknown", outcome: "not dead" }],
      hasMore: false,
    });
    await flushAll();
    expect(seen).toEqual([first, third]);
    expect(await deadIds()).toEqual([second]);
    expect(await kernel.dispatch("dlq.replay", { select: { ids: [first] } })).toEqual({
      events: [{ id: first, outcome: "not dead" }],
      hasMore: false,
    });
  });

  test("a replayed event has all its tries again", async () => {
    const [id = ""] = await dead("a", 1);

    await kernel.dispatch("dlq.replay", { select: { all: true } });

    expect(await kernel.dispatch("outbox.flush", { maxTries: 2 })).toMatchObject({ retrying: 1, dead: 0 });
    expect((await opened.store.persistence.getUnpublishedOutboxEvents())[0]).toMatchObject({
      id,
      retryCount: 1,
    });
  });

  test("by run, by type, by the fingerprint of the error, which errors of one kind share", async () => {
    const a = await dead("a", 2);
    const b = await dead("b", 2);
    const c = await dead("c", 1, "workflow:failed");
    const [{ fingerprint } = { fingerprint: null }] = await deadOnes();

    const byRun = await kernel.dispatch("dlq.replay", { select: { filter: { runId: "b" } } });
    const byType = await kernel.dispatch("dlq.discard", {
      select: { filter: { type: "workflow:failed" } },
      reason: "the receiver is gone",
      actor,
    });
    const byError = await kernel.dispatch("dlq.replay", {
      select: { filter: { fingerprint: fingerprint ?? "" } },
    });

    expect(byRun.events).toEqual(all(b, "replayed"));
    expect(byType.events).toEqual(all(c, "discarded"));
    expect(byError.events).toEqual(all(a, "replayed"));
    expect(await deadIds()).toEqual([]);
    await flushAll();
    expect(seen.sort()).toEqual([...a, ...b].sort());
  });

  test("all, a bounded number at a time, oldest first", async () => {
    const ids = await dead("a", 5);

    expect(await kernel.dispatch("dlq.replay", { select: { all: true, limit: 2 } })).toEqual({
      events: all(ids.slice(0, 2), "replayed"),
      hasMore: true,
    });
    expect(
      await kernel.dispatch("dlq.discard", { select: { all: true, limit: 10 }, reason: "old", actor }),
    ).toEqual({ events: all(ids.slice(2), "discarded"), hasMore: false });
  });

  test("discarding needs a reason and somebody who says so; choosing needs a choice", async () => {
    const [id = ""] = await dead("a", 1);
    const select = { ids: [id] };
    const refused = [
      kernel.dispatch("dlq.discard", { select, reason: "  ", actor }),
      kernel.dispatch("dlq.discard", { select, reason: "old", actor: {} }),
      kernel.dispatch("dlq.discard", { select: { filter: {} }, reason: "old", actor }),
      kernel.dispatch("dlq.replay", { select: { filter: {} } }),
      kernel.dispatch("dlq.replay", { select: { ids: [] } }),
      kernel.dispatch("dlq.replay", { select: { all: true, limit: 100_000 } }),
    ];

    for (const attempt of refused) await expect(attempt).rejects.toThrow(InvalidInputError);

    expect(await deadIds()).toEqual([id]);
  });
});
