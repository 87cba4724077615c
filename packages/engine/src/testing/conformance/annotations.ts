/** Annotations: facts with an actor, kept once where that is asked for. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { AnnotationFilters, CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import { createRun, createStage, longName, times } from "../factories.js";
import { nextInstant } from "../store-clock.js";
import { refuses } from "./refusal.js";
import { shows } from "./shows.js";
import { type ConformanceCase, suite } from "./suite.js";

const fact = (
  workflowRunId: string,
  overrides: Partial<CreateAnnotationInput> = {},
): CreateAnnotationInput => ({
  ...{ workflowRunId, scope: "run", key: "Decision.outcome", value: "approved" },
  ...overrides,
});

/** Facts that differ in one thing each; `value` names them. */
const MANY: readonly Partial<CreateAnnotationInput>[] = [
  { value: "plain" },
  { value: "other key", key: "Decision.confidence" },
  { value: "lower case", key: "decision.outcome" },
  { value: "percent", key: "Decision%outcome" },
  { value: "underscore", key: "Decision_outcome" },
  { value: "backslash", key: "Decision\\outcome" },
  { value: "stage", scope: "stage", scopeId: "assess" },
  { value: "agent", actor: { kind: "agent", id: "reader", version: "2" } },
  { value: "user", actor: { kind: "user", id: "maria" } },
  { value: "later attempt", attempt: 2 },
];

async function withMany(store: Store): Promise<string> {
  const { id } = await createRun(store);
  await store.persistence.appendAnnotations(MANY.map((overrides) => fact(id, overrides)));
  return id;
}

const FILTERS: readonly (readonly [string, AnnotationFilters, readonly string[]])[] = [
  ["an exact key", { key: "Decision.confidence" }, ["other key"]],
  ["a key prefix, with case", { keyPrefix: "decision." }, ["lower case"]],
  ["a key prefix with a percent sign, literally", { keyPrefix: "Decision%" }, ["percent"]],
  ["a key prefix with an underscore, literally", { keyPrefix: "Decision_" }, ["underscore"]],
  ["a key prefix with a backslash, literally", { keyPrefix: "Decision\\" }, ["backslash"]],
  [
    "an exact key, which wins over a prefix",
    { key: "Decision_outcome", keyPrefix: "Decision." },
    ["underscore"],
  ],
  ["a scope", { scope: "stage" }, ["stage"]],
  ["a scope id", { scopeId: "assess" }, ["stage"]],
  ["an actor's id", { actorId: "maria" }, ["user"]],
  ["an actor's kind", { actorKind: "agent" }, ["agent"]],
  ["an actor's version", { actorVersion: "2" }, ["agent"]],
  ["an attempt", { attempt: 2 }, ["later attempt"]],
  ["all filters together", { keyPrefix: "Decision.", actorKind: "user", attempt: 0 }, ["user"]],
  ["filters that nothing meets", { actorKind: "user", attempt: 2 }, []],
];

const filterCases: Record<string, ConformanceCase["check"]> = Object.fromEntries(
  FILTERS.map(([what, filters, values]) => [
    `the list can be asked for by ${what}`,
    async (store: Store) => {
      const id = await withMany(store);
      const found = await store.persistence.listAnnotations(id, filters);
      assert.deepEqual(
        found.map(({ value }) => value),
        values,
      );
    },
  ]),
);

const valuesOf = async (store: Store, runId: string) =>
  (await store.persistence.listAnnotations(runId)).map(({ value }) => value);

export const annotationSuite = suite("annotations", {
  "a fact comes back as it was stated": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);

    await store.persistence.appendAnnotations([
      fact(id, {
        ...{
          workflowStageRecordId: stage.id,
          attempt: 3,
          scope: "stage",
          scopeId: "first",
          idempotencyKey: "once",
        },
        ...{
          actor: { kind: "agent", id: "reader", version: "2" },
          value: { a: [1] },
          payload: { why: "text" },
        },
      }),
    ]);

    shows((await store.persistence.listAnnotations(id))[0], {
      ...{ workflowRunId: id, workflowStageRecordId: stage.id, attempt: 3, scope: "stage", scopeId: "first" },
      ...{ actorKind: "agent", actorId: "reader", actorVersion: "2", key: "Decision.outcome" },
      ...{ value: { a: [1] }, payload: { why: "text" }, idempotencyKey: "once" },
    });
  },
  "what is not stated is null, and the attempt 0": async (store) => {
    const { id } = await createRun(store);

    await store.persistence.appendAnnotations([fact(id)]);

    shows((await store.persistence.listAnnotations(id))[0], {
      ...{ workflowStageRecordId: null, attempt: 0, scopeId: null, actorKind: null, actorId: null },
      ...{ actorVersion: null, payload: null, idempotencyKey: null },
    });
  },
  "a value may be null, false, 0 or an empty text": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations([null, false, 0, ""].map((value) => fact(id, { value })));
    assert.deepEqual(await valuesOf(store, id), [null, false, 0, ""]);
  },
  "no facts are no work": async (store) => {
    await store.persistence.appendAnnotations([]);
  },
  "facts come in the order they were stated, within a call too": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations(times(50, (value) => fact(id, { value })));
    await store.persistence.appendAnnotations([fact(id, { value: 50 })]);
    assert.deepEqual(
      await valuesOf(store, id),
      times(51, (n) => n),
    );
  },
  "there is no silent limit": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations(times(1_500, (value) => fact(id, { value })));
    assert.equal((await store.persistence.listAnnotations(id)).length, 1_500);
    assert.equal((await store.persistence.listAnnotations(id, { limit: 7 })).length, 7);
  },
  ...filterCases,
  "a key prefix finds all below it, and an empty one everything": async (store) => {
    const id = await withMany(store);
    const below = await store.persistence.listAnnotations(id, { keyPrefix: "Decision." });
    assert.equal(
      below.length,
      MANY.filter(({ key = "Decision.outcome" }) => key.startsWith("Decision.")).length,
    );
    assert.equal((await store.persistence.listAnnotations(id, { keyPrefix: "" })).length, MANY.length);
  },
  "a scope id of null means: has none": async (store) => {
    const id = await withMany(store);
    const found = await store.persistence.listAnnotations(id, { scopeId: null });
    assert.equal(found.length, MANY.length - 1);
    assert.ok(found.every(({ scopeId }) => scopeId === null));
  },
  "since and until both include their instant": async (store) => {
    const { id } = await createRun(store);
    const at: Date[] = [];
    for (const value of [0, 1, 2]) {
      await nextInstant(store);
      await store.persistence.appendAnnotations([fact(id, { value })]);
      at.push((await store.persistence.listAnnotations(id)).at(-1)?.createdAt ?? new Date(Number.NaN));
    }
    const between = async (since: Date | undefined, until: Date | undefined) =>
      (await store.persistence.listAnnotations(id, { ...(since && { since }), ...(until && { until }) })).map(
        ({ value }) => value,
      );

    assert.deepEqual(await between(at[1], undefined), [1, 2]);
    assert.deepEqual(await between(undefined, at[1]), [0, 1]);
    assert.deepEqual(await between(at[1], at[1]), [1]);
  },
  "facts of another run are not shown": async (store) => {
    const [one, other] = [await createRun(store), await createRun(store)];
    await store.persistence.appendAnnotations([fact(one.id), fact(other.id, { value: "theirs" })]);
    assert.deepEqual(await valuesOf(store, other.id), ["theirs"]);
    assert.deepEqual(await valuesOf(store, "no-such-run"), []);
  },
  "the first fact of an idempotency key wins": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations([fact(id, { idempotencyKey: "k", value: "first" })]);
    await store.persistence.appendAnnotations([fact(id, { idempotencyKey: "k", value: "second" })]);
    assert.deepEqual(await valuesOf(store, id), ["first"]);
  },
  "also within one call": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations([
      fact(id, { idempotencyKey: "k", value: "first" }),
      fact(id, { value: "between" }),
      fact(id, { idempotencyKey: "k", value: "second" }),
    ]);
    assert.deepEqual(await valuesOf(store, id), ["first", "between"]);
  },
  "an idempotency key holds for its run and key only; none never dedupes": async (store) => {
    const [one, other] = [await createRun(store), await createRun(store)];
    await store.persistence.appendAnnotations([
      ...[fact(one.id, { idempotencyKey: "k" }), fact(one.id, { idempotencyKey: "k", key: "Other" })],
      ...[
        fact(one.id),
        fact(one.id),
        fact(one.id, { idempotencyKey: null }),
        fact(other.id, { idempotencyKey: "k" }),
      ],
    ]);
    assert.equal((await valuesOf(store, one.id)).length, 5);
    assert.equal((await valuesOf(store, other.id)).length, 1);
  },
  "thirty callers with one idempotency key state one fact": async (store) => {
    const { id } = await createRun(store);
    await Promise.all(
      times(30, (value) => store.persistence.appendAnnotations([fact(id, { idempotencyKey: "k", value })])),
    );
    assert.equal((await valuesOf(store, id)).length, 1);
  },
  "an event is told for the facts that ask for one, and only when stored": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations([
      ...[fact(id, { emitEvent: true, idempotencyKey: "k", value: 1 }), fact(id, { value: 2 })],
      fact(id, { emitEvent: true, idempotencyKey: "k", value: 3 }),
    ]);
    await store.persistence.appendAnnotations([fact(id, { emitEvent: true, idempotencyKey: "k", value: 4 })]);

    const events = await store.persistence.getUnpublishedOutboxEvents();

    assert.deepEqual(
      events.map(({ eventType, workflowRunId }) => [eventType, workflowRunId]),
      [["annotation:created", id]],
    );
  },
  "a fact needs its run, and then none of the call is stored": async (store) => {
    const { id } = await createRun(store);
    await refuses("NOT_FOUND", store.persistence.appendAnnotations([fact(id), fact("no-such-run")]));
    assert.deepEqual(await valuesOf(store, id), []);
  },
  "the stage that is named must exist, and then none of the call is stored": async (store) => {
    const { id } = await createRun(store);
    const nowhere = fact(id, { workflowStageRecordId: "nobody" });
    await refuses("NOT_FOUND", store.persistence.appendAnnotations([fact(id), nowhere]));
    assert.deepEqual(await valuesOf(store, id), []);
  },
  "an empty text is an idempotency key, too": async (store) => {
    const { id } = await createRun(store);
    for (const value of ["first", "second"])
      await store.persistence.appendAnnotations([fact(id, { idempotencyKey: "", value })]);
    assert.deepEqual(await valuesOf(store, id), ["first"]);
  },
  "an idempotency key holds over attempts, scopes and actors": async (store) => {
    const { id } = await createRun(store);
    const once = { idempotencyKey: "k" };
    await store.persistence.appendAnnotations([fact(id, { ...once, value: "first" })]);
    await store.persistence.appendAnnotations([
      fact(id, { ...once, attempt: 1 }),
      fact(id, { ...once, scope: "stage", scopeId: "s" }),
      fact(id, { ...once, actor: { id: "somebody else" } }),
    ]);
    assert.deepEqual(await valuesOf(store, id), ["first"]);
  },
  "callers that state the same facts in opposite order all succeed": async (store) => {
    const { id } = await createRun(store);
    const facts = times(10, (n) => fact(id, { idempotencyKey: `k${n}`, value: n }));
    await Promise.all(
      times(30, (n) => store.persistence.appendAnnotations(n % 2 === 0 ? facts : [...facts].reverse())),
    );
    assert.equal((await valuesOf(store, id)).length, 10);
  },
  "thirty callers with one idempotency key tell one event": async (store) => {
    const { id } = await createRun(store);
    const once = fact(id, { idempotencyKey: "k", emitEvent: true });
    await Promise.all(times(30, () => store.persistence.appendAnnotations([once])));
    assert.equal((await store.persistence.getUnpublishedOutboxEvents()).length, 1);
  },
  "the event says what was stated": async (store) => {
    const { id } = await createRun(store);
    const stage = await createStage(store, id);
    const stated = { scope: "stage", scopeId: "first", attempt: 2, value: { at: new Date(0) } } as const;
    await store.persistence.appendAnnotations([
      fact(id, { ...stated, workflowStageRecordId: stage.id, emitEvent: true }),
    ]);

    const [event] = await store.persistence.getUnpublishedOutboxEvents();

    const [row] = await store.persistence.listAnnotations(id);
    shows(event?.payload as Record<string, unknown>, {
      ...stated,
      type: "annotation:created",
      annotationId: row?.id,
      workflowStageRecordId: stage.id,
      key: "Decision.outcome",
    });
  },
  "facts and their events are undone together": async (store) => {
    const { id } = await createRun(store);
    const failing = store.persistence.withTransaction(async (tx) => {
      await tx.appendAnnotations([fact(id, { emitEvent: true, idempotencyKey: "k" })]);
      throw new Error("undone");
    });
    await assert.rejects(failing, /undone/);
    assert.deepEqual(await valuesOf(store, id), []);
    assert.deepEqual(await store.persistence.getUnpublishedOutboxEvents(), []);
    await store.persistence.appendAnnotations([fact(id, { emitEvent: true, idempotencyKey: "k" })]);
    assert.equal((await store.persistence.getUnpublishedOutboxEvents()).length, 1);
  },
  "a limit takes the oldest, and none of nothing": async (store) => {
    const { id } = await createRun(store);
    await store.persistence.appendAnnotations(times(5, (value) => fact(id, { value })));
    const first = await store.persistence.listAnnotations(id, { limit: 2 });
    assert.deepEqual(
      first.map(({ value }) => value),
      [0, 1],
    );
    assert.deepEqual(await store.persistence.listAnnotations(id, { limit: 0 }), []);
  },
  "filters that are undefined do not filter": async (store) => {
    const id = await withMany(store);
    const none = {
      key: undefined,
      keyPrefix: undefined,
      scope: undefined,
      scopeId: undefined,
      limit: undefined,
    };
    const nobody = { actorId: undefined, actorKind: undefined, attempt: undefined, since: undefined };
    // As plain JavaScript and optional chaining hand filters over.
    const filters = { ...none, ...nobody } as unknown as AnnotationFilters;
    assert.equal((await store.persistence.listAnnotations(id, filters)).length, MANY.length);
  },
  "a key prefix may end in any character": async (store) => {
    const { id } = await createRun(store);
    const keys = ["😀.a", "😀.b", "😁.a", "ä.a", "a\u0308.a", "[a-z]*", "*"];
    await store.persistence.appendAnnotations(keys.map((key) => fact(id, { key, value: key })));
    const below = async (keyPrefix: string) =>
      (await store.persistence.listAnnotations(id, { keyPrefix })).map(({ key }) => key);

    assert.deepEqual(await below("😀"), ["😀.a", "😀.b"]);
    assert.deepEqual(await below("😀."), ["😀.a", "😀.b"]);
    assert.deepEqual(await below("ä"), ["ä.a"]);
    assert.deepEqual(await below("["), ["[a-z]*"]);
    assert.deepEqual(await below("*"), ["*"]);
    assert.deepEqual(await below("😀.a and more"), []);
  },
  "names of the greatest size in any script are kept once": async (store) => {
    const { id } = await createRun(store, { id: longName(1) });
    const long = fact(id, { key: longName(2), idempotencyKey: longName(3) });
    await store.persistence.appendAnnotations([long, long]);
    assert.equal((await valuesOf(store, id)).length, 1);
  },
});
