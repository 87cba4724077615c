/** Events that cannot be delivered are set aside, looked at, and given another chance or thrown away. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import { eventInput, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { suite } from "./suite.js";

const waiting = (store: Store) => store.persistence.getUnpublishedOutboxEvents(100_000);

/** Appends events and moves them to the dead letters one after the other. Returns their ids, oldest first. */
async function dead(
  store: Store,
  runId: string,
  count: number,
  eventType = "stage:completed",
): Promise<string[]> {
  await store.persistence.appendOutboxEvents(times(count, () => eventInput(runId, { eventType })));
  const events = (await waiting(store)).filter((event) => event.workflowRunId === runId);
  const ids = events.slice(-count).map((event) => event.id);
  for (const id of ids) {
    await store.persistence.moveOutboxEventToDLQ(id);
    await nextInstant(store);
  }
  return ids;
}

const deadIds = async (store: Store, filter?: Parameters<Store["persistence"]["listDeadEvents"]>[0]) =>
  (await store.persistence.listDeadEvents(filter)).map((event) => event.id);

const waitingIds = async (store: Store) => (await waiting(store)).map((event) => event.id);

export const deadLetterSuite = suite("dead letters", {
  "there are none at first": async (store) => {
    await store.persistence.appendOutboxEvents([eventInput("r1")]);

    assert.deepEqual(await store.persistence.listDeadEvents(), []);
    assert.equal(await store.persistence.replayDLQEvents(10), 0);
  },

  "a dead event waits no more, and says since when it is dead": async (store) => {
    const before = await store.now();

    const [id] = await dead(store, "r1", 1);

    const [event] = await store.persistence.listDeadEvents();
    assert.deepEqual(await waiting(store), []);
    shows(event, { id, workflowRunId: "r1", sequence: 1, publishedAt: null, payload: { n: 1 } });
    assert.ok(event?.dlqAt && event.dlqAt >= before && event.dlqAt <= (await store.now()));
  },

  "the events behind a dead one flow": async (store) => {
    await dead(store, "r1", 1);

    await store.persistence.appendOutboxEvents([eventInput("r1"), eventInput("r1")]);

    assert.deepEqual(
      (await waiting(store)).map((event) => event.sequence),
      [2, 3],
    );
  },

  "a dead event keeps its count of retries and its last error": async (store) => {
    await store.persistence.appendOutboxEvents([eventInput("r1")]);
    const [event] = await waiting(store);
    await store.persistence.recordOutboxFailure(event?.id ?? "", "first");
    await store.persistence.recordOutboxFailure(event?.id ?? "", "second");

    await store.persistence.moveOutboxEventToDLQ(event?.id ?? "");

    shows((await store.persistence.listDeadEvents())[0], { retryCount: 2, lastError: "second" });
  },

  "an event that dies without a recorded failure has no error": async (store) => {
    await dead(store, "r1", 1);

    shows((await store.persistence.listDeadEvents())[0], { retryCount: 0, lastError: null });
  },

  "an event dies once: moving it again keeps the time": async (store) => {
    const [id] = await dead(store, "r1", 1);
    const [before] = await store.persistence.listDeadEvents();
    await nextInstant(store);

    await store.persistence.moveOutboxEventToDLQ(id ?? "");

    assert.deepEqual(await store.persistence.listDeadEvents(), [before]);
  },

  "an unknown event is not found": async (store) => {
    await refuses("NOT_FOUND", store.persistence.moveOutboxEventToDLQ("unknown"));
  },

  "dead events are listed oldest first": async (store) => {
    const ids = [...(await dead(store, "b", 2)), ...(await dead(store, "a", 2))];

    assert.deepEqual(await deadIds(store), ids);
  },

  "lists by run, type, ids and limit, all of which must hold": async (store) => {
    const [a1, a2] = await dead(store, "a", 2);
    const [a3] = await dead(store, "a", 1, "stage:failed");
    const [b1] = await dead(store, "b", 1, "stage:failed");

    assert.deepEqual(await deadIds(store, { workflowRunId: "a" }), [a1, a2, a3]);
    assert.deepEqual(await deadIds(store, { eventType: "stage:failed" }), [a3, b1]);
    assert.deepEqual(await deadIds(store, { workflowRunId: "a", eventType: "stage:failed" }), [a3]);
    assert.deepEqual(await deadIds(store, { ids: [b1 ?? "", a1 ?? "", "unknown"] }), [a1, b1]);
    assert.deepEqual(await deadIds(store, { ids: [b1 ?? ""], workflowRunId: "a" }), []);
    assert.deepEqual(await deadIds(store, { limit: 2 }), [a1, a2]);
    assert.deepEqual(await deadIds(store, { workflowRunId: "unknown" }), []);
    assert.deepEqual(await deadIds(store, { eventType: "stage:%" }), []);
  },

  "no ids are no events, not all of them": async (store) => {
    const ids = await dead(store, "r1", 2);

    assert.deepEqual(await deadIds(store, { ids: [] }), []);
    assert.deepEqual(await store.persistence.replayDeadEvents({ ids: [] }), []);
    assert.deepEqual(await store.persistence.discardDeadEvents({ ids: [] }, "nothing"), []);
    assert.deepEqual(await deadIds(store), ids);
  },

  "all dead events are listed: there is no silent limit": async (store) => {
    await store.persistence.appendOutboxEvents(times(300, () => eventInput("r1")));
    await store.transaction(async ({ persistence }) => {
      for (const event of await persistence.getUnpublishedOutboxEvents(300))
        await persistence.moveOutboxEventToDLQ(event.id);
    });

    assert.equal((await store.persistence.listDeadEvents()).length, 300);
  },

  "replays as many as asked for, oldest first, and says how many": async (store) => {
    const ids = await dead(store, "r1", 5);

    const replayed = await store.persistence.replayDLQEvents(3);

    assert.equal(replayed, 3);
    assert.deepEqual(await waitingIds(store), ids.slice(0, 3));
    assert.deepEqual(await deadIds(store), ids.slice(3));
  },

  "oldest means dead for longest": async (store) => {
    await store.persistence.appendOutboxEvents(times(3, () => eventInput("r1")));
    const [first, second, third] = await waitingIds(store);
    for (const id of [third, first, second]) {
      await store.persistence.moveOutboxEventToDLQ(id ?? "");
      await nextInstant(store);
    }

    assert.deepEqual(await deadIds(store), [third, first, second]);
    assert.deepEqual(await store.persistence.replayDeadEvents({ limit: 2 }), [third, first]);
  },

  "replays fewer when there are fewer": async (store) => {
    await dead(store, "r1", 2);

    assert.equal(await store.persistence.replayDLQEvents(100), 2);
    assert.equal(await store.persistence.replayDLQEvents(100), 0);
  },

  "replays none when asked for none": async (store) => {
    await dead(store, "r1", 1);

    assert.equal(await store.persistence.replayDLQEvents(0), 0);
    assert.deepEqual(await waiting(store), []);
  },

  "a replayed event starts over, in its old place": async (store) => {
    const [id] = await dead(store, "r1", 1);
    await store.persistence.recordOutboxFailure(id ?? "", "again");
    await store.persistence.appendOutboxEvents([eventInput("r1")]);

    await store.persistence.replayDLQEvents(1);

    const [event, next] = await waiting(store);
    shows(event, { id, sequence: 1, retryCount: 0, dlqAt: null, publishedAt: null, payload: { n: 1 } });
    shows(next, { sequence: 2 });
  },

  "a replayed event may die again, and is counted anew": async (store) => {
    const [id] = await dead(store, "r1", 1);
    await store.persistence.replayDLQEvents(1);

    assert.equal(await store.persistence.incrementOutboxRetryCount(id ?? ""), 1);
    await store.persistence.moveOutboxEventToDLQ(id ?? "");

    assert.deepEqual(await deadIds(store), [id]);
  },

  "replays by id, and reports which": async (store) => {
    const [first, second, third] = await dead(store, "r1", 3);

    const replayed = await store.persistence.replayDeadEvents({ ids: [third ?? "", first ?? "", "unknown"] });

    assert.deepEqual(replayed, [first, third]);
    assert.deepEqual(await deadIds(store), [second]);
  },

  "replays by run and type, up to a limit": async (store) => {
    const [a1, a2, a3] = await dead(store, "a", 3);
    const b = await dead(store, "b", 2, "stage:failed");

    assert.deepEqual(await store.persistence.replayDeadEvents({ workflowRunId: "a", limit: 2 }), [a1, a2]);
    assert.deepEqual(await store.persistence.replayDeadEvents({ workflowRunId: "a", limit: 0 }), []);
    assert.deepEqual(await store.persistence.replayDeadEvents({ eventType: "stage:failed" }), b);
    assert.deepEqual(await store.persistence.replayDeadEvents({ workflowRunId: "unknown" }), []);
    assert.deepEqual(await deadIds(store), [a3]);
  },

  "an empty filter replays them all": async (store) => {
    const ids = [...(await dead(store, "a", 2)), ...(await dead(store, "b", 1))];

    assert.deepEqual(await store.persistence.replayDeadEvents({}), ids);
    assert.deepEqual(await deadIds(store), []);
  },

  "events that wait or were published are not replayed": async (store) => {
    await store.persistence.appendOutboxEvents([eventInput("r1"), eventInput("r1")]);
    const [published, pending] = await waitingIds(store);
    await store.persistence.markOutboxEventsPublished([published ?? ""]);

    assert.deepEqual(await store.persistence.replayDeadEvents({ ids: [published ?? "", pending ?? ""] }), []);
    assert.deepEqual(await waitingIds(store), [pending]);
  },

  "racing replays bring each event back once": async (store) => {
    const ids = await dead(store, "r1", 20);

    const replayed = (
      await Promise.all(times(10, () => store.persistence.replayDeadEvents({ limit: 5 })))
    ).flat();

    assert.deepEqual([...replayed].sort(), [...ids].sort());
    assert.deepEqual(await waitingIds(store), ids);
  },

  "a replay that is rolled back leaves the events dead": async (store) => {
    const ids = await dead(store, "r1", 2);
    const failing = store.transaction(async ({ persistence }) => {
      assert.equal(await persistence.replayDLQEvents(2), 2);
      throw new RangeError("changed my mind");
    });

    await assert.rejects(failing, RangeError);

    assert.deepEqual(await deadIds(store), ids);
  },

  "a discarded event is neither dead, nor waiting, nor replayable, but still on record": async (store) => {
    const [id] = await dead(store, "r1", 1);

    const discarded = await store.persistence.discardDeadEvents({ ids: [id ?? ""] }, "the receiver is gone");

    assert.deepEqual(discarded, [id]);
    assert.deepEqual(await store.persistence.listDeadEvents(), []);
    assert.deepEqual(await waiting(store), []);
    assert.equal(await store.persistence.replayDLQEvents(10), 0);
    assert.deepEqual(await store.persistence.replayDeadEvents({ ids: [id ?? ""] }), []);
    const [event] = await store.read.events.list({ runId: "r1", afterSequence: 0, limit: 10 });
    shows(event, { id, state: "discarded" });
  },

  "discards by filter, oldest first, up to a limit": async (store) => {
    const [a1, a2] = await dead(store, "a", 2);
    const [b1] = await dead(store, "b", 1, "stage:failed");

    assert.deepEqual(await store.persistence.discardDeadEvents({ workflowRunId: "a", limit: 1 }, "why"), [
      a1,
    ]);
    assert.deepEqual(await store.persistence.discardDeadEvents({ eventType: "stage:failed" }, "why"), [b1]);
    assert.deepEqual(await deadIds(store), [a2]);
  },

  "discarding twice, or what is not dead, discards nothing": async (store) => {
    const [id] = await dead(store, "r1", 1);
    await store.persistence.discardDeadEvents({ ids: [id ?? ""] }, "why");
    await store.persistence.appendOutboxEvents([eventInput("r1")]);
    const [pending] = await waitingIds(store);

    assert.deepEqual(
      await store.persistence.discardDeadEvents({ ids: [id ?? "", pending ?? "", "unknown"] }, "again"),
      [],
    );
    assert.deepEqual(await waitingIds(store), [pending]);
  },

  "an event is replayed or discarded, never both": async (store) => {
    const ids = await dead(store, "r1", 12);

    const [replayed, discarded] = await Promise.all([
      Promise.all(times(4, () => store.persistence.replayDeadEvents({ limit: 3 }))),
      Promise.all(times(4, () => store.persistence.discardDeadEvents({ limit: 3 }, "why"))),
    ]);

    assert.equal(replayed.flat().length + discarded.flat().length, 12);
    assert.deepEqual([...replayed.flat(), ...discarded.flat()].sort(), [...ids].sort());
    assert.deepEqual((await waitingIds(store)).sort(), replayed.flat().sort());
  },
});
