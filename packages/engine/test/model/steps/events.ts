/** Calls about the outbox and its dead letters. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { StoreScope } from "../../../src/ports/kernel-store.js";
import * as model from "../reference/events.js";
import { found, type State } from "../reference/state.js";
import { agree, idOf, ids, rowOf, step } from "./step.js";
import { document, limit, namedRun, row } from "./values.js";

const EVERYTHING = 10_000;

/** What the store calls the events that wait. */
export async function idsOfEvents({ persistence }: StoreScope): Promise<model.EventIds> {
  const known = new Map<string, string>();
  for (const event of await persistence.getUnpublishedOutboxEvents(EVERYTHING))
    known.set(`${event.workflowRunId}/${event.sequence}`, event.id);
  return (runId, sequence) => known.get(`${runId}/${sequence}`) ?? `no event ${sequence} of ${runId}`;
}

const appendOutboxEvents = step(
  "appendOutboxEvents",
  { events: fc.array(fc.record({ runId: namedRun, payload: document }), { maxLength: 4 }) },
  ({ scope, state }, { events }) =>
    agree(
      async () => {
        await scope.persistence.appendOutboxEvents(
          events.map(({ runId, payload }) => ({
            workflowRunId: runId,
            eventType: "stage:progress",
            payload,
            causationId: "model",
            occurredAt: new Date(),
          })),
        );
        return idsOfEvents(scope);
      },
      (idOf) => {
        for (const event of events) model.appendEvent(state, { ...event, eventType: "stage:progress" }, idOf);
        return idOf;
      },
    ),
);

const filter = { limit, workflowRunId: fc.option(namedRun, { nil: undefined }) };

/** Which ones these are: dead before, oldest death first. */
async function oldestDead({ persistence }: StoreScope, state: State, asked: DeadFilter): Promise<string[]> {
  const dead = await persistence.listDeadEvents({ workflowRunId: asked.workflowRunId });
  const deaths = dead.map(({ dlqAt, id }) => [dlqAt?.getTime() ?? 0, id] as const);
  assert.deepEqual(
    deaths,
    [...deaths].sort(([a, first], [b, second]) => a - b || (first < second ? -1 : 1)),
    "oldest first",
  );
  const expected = model
    .deadEvents(state)
    .filter((event) => asked.workflowRunId === undefined || event.runId === asked.workflowRunId);
  assert.deepEqual(ids(dead).sort(), ids(expected).sort());
  return ids(dead).slice(0, asked.limit);
}

interface DeadFilter {
  readonly limit?: number;
  readonly workflowRunId?: string;
}

const deadLetters = [
  step("moveOutboxEventToDLQ", { event: row }, ({ scope, state }, { event }) =>
    agree(
      () => scope.persistence.moveOutboxEventToDLQ(idOf(state.events, event)),
      () => {
        found(rowOf(state.events, event)).isDead = true;
      },
    ),
  ),
  step("replayDeadEvents", filter, async ({ scope, state }, asked) => {
    const chosen = await oldestDead(scope, state, asked);
    await agree(
      () => scope.persistence.replayDeadEvents({ ...asked }),
      () => {
        for (const id of chosen) model.replay(found(model.eventOf(state, id)));
        return chosen;
      },
    );
  }),
  step("replayDLQEvents", { max: fc.constantFrom(0, 1, EVERYTHING) }, async ({ scope, state }, { max }) => {
    const chosen = await oldestDead(scope, state, { limit: max });
    await agree(
      () => scope.persistence.replayDLQEvents(max),
      () => {
        for (const id of chosen) model.replay(found(model.eventOf(state, id)));
        return chosen.length;
      },
    );
  }),
  step("discardDeadEvents", filter, async ({ scope, state }, asked) => {
    const chosen = await oldestDead(scope, state, asked);
    await agree(
      () => scope.persistence.discardDeadEvents({ ...asked }, "not wanted"),
      () => {
        for (const id of chosen) found(model.eventOf(state, id)).isDiscarded = true;
        return chosen;
      },
    );
  }),
];

export const eventSteps = [
  appendOutboxEvents,
  appendOutboxEvents,
  step(
    "markOutboxEventsPublished",
    { events: fc.array(row, { maxLength: 3 }) },
    ({ scope, state }, { events }) =>
      agree(
        () => scope.persistence.markOutboxEventsPublished(events.map((number) => idOf(state.events, number))),
        () => {
          for (const number of events) {
            const event = rowOf(state.events, number);
            if (event) event.isPublished = true;
          }
        },
      ),
  ),
  step("incrementOutboxRetryCount", { event: row }, ({ scope, state }, { event }) =>
    agree(
      () => scope.persistence.incrementOutboxRetryCount(idOf(state.events, event)),
      () => {
        found(rowOf(state.events, event)).retryCount += 1;
        return rowOf(state.events, event)?.retryCount;
      },
    ),
  ),
  step(
    "recordOutboxFailure",
    { event: row, error: fc.constantFrom("down", "") },
    ({ scope, state }, { event, error }) =>
      agree(
        () => scope.persistence.recordOutboxFailure(idOf(state.events, event), error),
        () => {
          const failed = found(rowOf(state.events, event));
          Object.assign(failed, { retryCount: failed.retryCount + 1, lastError: error });
          return failed.retryCount;
        },
      ),
  ),
  // A page holds each run's next events, and those of as many runs as it has room for.
  step(
    "getUnpublishedOutboxEvents",
    { limit: fc.nat({ max: 3 }) },
    async ({ scope, state }, { limit: most }) => {
      const waiting = model.waitingEvents(state);
      const page = ids(await scope.persistence.getUnpublishedOutboxEvents(most));
      const shown = waiting.filter((event) => page.includes(event.id));
      assert.deepEqual(page, ids(shown));
      assert.equal(page.length, Math.min(most, waiting.length));
      const runs = new Set(waiting.map((event) => event.runId));
      assert.equal(new Set(shown.map((event) => event.runId)).size, Math.min(most, runs.size));
      for (const runId of runs) {
        const ofRun = (event: { readonly runId: string }) => event.runId === runId;
        assert.deepEqual(shown.filter(ofRun), waiting.filter(ofRun).slice(0, shown.filter(ofRun).length));
      }
    },
  ),
  ...deadLetters,
];
