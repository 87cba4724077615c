/** The read side of annotations across runs: found by what narrows them, and recounted from the rows themselves. */

import assert from "node:assert/strict";
import type { Store } from "../../adapters/store.js";
import type { CreateAnnotationInput } from "../../ports/workflow-persistence.js";
import {
  type AnnotationSearchFilter,
  annotationSearchFilter,
  type FoundAnnotation,
} from "../../read/annotation-search.js";
import { annotationValuesFilter } from "../../read/annotation-values.js";
import { annotationGroupsFilter } from "../../read/run-overviews.js";
import { createRun, createStage, times } from "../factories.js";
import { seededRandom } from "../seeded-random.js";
import { nextInstant } from "../store-clock.js";
import { suite } from "./suite.js";

const MINUTE_MS = 60_000;

const stated = (
  workflowRunId: string,
  key: string,
  value: unknown,
  given: Partial<CreateAnnotationInput> = {},
): CreateAnnotationInput => ({ workflowRunId, scope: "run", key, value, ...given });

type Narrowing = Partial<AnnotationSearchFilter>;

const search = (store: Store, filter: Narrowing = {}) =>
  store.read.annotations.search(annotationSearchFilter.parse(filter));

const agent = (version: string | null, id = "bot") => ({
  actor: { kind: "agent", id, ...(version !== null && { version }) },
});

/** Decisions of two runs at different instants, by agents and people. */
async function decisions(store: Store): Promise<FoundAnnotation[]> {
  const { pick } = seededRandom(7);
  const runs = [await createRun(store, { workflowName: "One" }), await createRun(store)];
  for (const _ of times(6, String)) {
    await store.persistence.appendAnnotations(
      times(8, () =>
        stated(
          pick(runs).id,
          pick(["Decision.outcome", "Decision.outcome", "Decision.confidence", "Quality"]),
          pick(["approved", "rejected", 0.25, 0.75, true, 'a "quoted" one', { deep: [1] }]),
          {
            scope: pick(["run", "stage"]),
            attempt: pick([0, 0, 1]),
            ...pick([
              agent("1"),
              agent("2"),
              agent(null, "other"),
              { actor: { kind: "user", id: "ana" } },
              {},
            ]),
          },
        ),
      ),
    );
    await nextInstant(store);
  }
  const { rows } = await search(store, { limit: 200 });
  assert.equal(rows.length, 48);
  return [...rows];
}

const around = (rows: readonly FoundAnnotation[]) => ({
  from: new Date((rows.at(-1)?.createdAt.getTime() ?? 0) - MINUTE_MS),
  to: new Date((rows[0]?.createdAt.getTime() ?? 0) + MINUTE_MS),
});

const MIDDLE = 20;

const NARROWINGS: readonly (readonly [Narrowing, (row: FoundAnnotation) => boolean])[] = [
  [{ key: "Decision.outcome" }, ({ key }) => key === "Decision.outcome"],
  [{ keyPrefix: "Decision." }, ({ key }) => key.startsWith("Decision.")],
  [{ actorKind: "agent" }, ({ actorKind }) => actorKind === "agent"],
  [{ actorKind: "agent", actorId: "bot" }, ({ actorId }) => actorId === "bot"],
  [
    { actorKind: "agent", actorId: "bot", actorVersion: "2", key: "Decision.outcome" },
    (row) => row.actorVersion === "2" && row.key === "Decision.outcome",
  ],
  [{ actorKind: "user", keyPrefix: "Dec" }, (row) => row.actorKind === "user" && row.key.startsWith("Dec")],
  [{ actorId: "ana" }, ({ actorId }) => actorId === "ana"],
  [{ scope: "stage", attempt: 1 }, ({ scope, attempt }) => scope === "stage" && attempt === 1],
  [{ value: '"approved"' }, ({ valuePreview }) => valuePreview === '"approved"'],
  [{ value: "approved" }, () => false],
  [{ key: "nobody said this" }, () => false],
];

export const annotationSearchSuite = suite("read side: annotations across runs", {
  "are found by everything that narrows them, newest first, with the run they are of": async (store) => {
    const all = await decisions(store);

    for (const [filter, matches] of NARROWINGS) {
      const { rows, next } = await search(store, { ...filter, limit: 200 });
      assert.deepEqual(rows, all.filter(matches), JSON.stringify(filter));
      assert.equal(next, null);
    }
    const ofTime = await search(store, { from: all[MIDDLE]?.createdAt, to: all[0]?.createdAt, limit: 200 });
    assert.deepEqual(
      ofTime.rows,
      all.filter(
        ({ createdAt }) => createdAt >= (all[MIDDLE]?.createdAt ?? 0) && createdAt < (all[0]?.createdAt ?? 0),
      ),
    );
    assert.ok(all.some(({ workflowName }) => workflowName === "One"));
    assert.ok(all.every((row, index) => index === 0 || (all[index - 1]?.createdAt ?? 0) >= row.createdAt));
  },

  "come page by page in both directions, indexed or searched for": async (store) => {
    const all = await decisions(store);

    for (const [filter, matches] of NARROWINGS) {
      const expected = all.filter(matches);
      const forward: FoundAnnotation[] = [];
      let page = await search(store, { ...filter, limit: 5 });
      forward.push(...page.rows);
      while (page.next !== null) {
        page = await search(store, { ...filter, limit: 5, cursor: page.next });
        forward.push(...page.rows);
      }
      assert.deepEqual(forward, expected);
      const backward: FoundAnnotation[] = [...page.rows];
      while (page.previous !== null) {
        page = await search(store, { ...filter, limit: 5, cursor: page.previous, direction: "before" });
        backward.unshift(...page.rows);
      }
      assert.deepEqual(backward, expected);
    }
  },

  "what no index answers says how many annotations were gone through": async (store) => {
    const all = await decisions(store);

    const indexed = await search(store, { key: "Decision.outcome", limit: 200 });
    const searched = await search(store, { key: "Decision.outcome", scope: "stage", limit: 200 });
    const everywhere = await search(store, { scope: "stage", limit: 200 });

    assert.equal(indexed.search, undefined);
    assert.deepEqual(searched.search, { rows: indexed.rows.length, until: null });
    assert.deepEqual(everywhere.search, { rows: all.length, until: null });
  },

  "of a stage that a rerun has replaced are told apart": async (store) => {
    const run = await createRun(store);
    const stage = await createStage(store, run.id);
    const given = { workflowStageRecordId: stage.id, scope: "stage" };
    await store.persistence.appendAnnotations([
      stated(run.id, "of the stage", 1, given),
      stated(run.id, "of the run", 1),
    ]);

    const before = await search(store);
    await store.persistence.supersedeStages(run.id, 1);
    const after = await search(store);

    assert.ok(before.rows.every(({ isReplaced }) => !isReplaced));
    assert.deepEqual(
      after.rows.filter(({ isReplaced }) => isReplaced).map(({ key, stageId }) => [key, stageId]),
      [["of the stage", stage.stageId]],
    );
  },

  "values of a key are counted as a recount of the rows counts them": async (store) => {
    const all = await decisions(store);
    const range = around(all);

    for (const narrowed of [
      {},
      { actorKind: "agent", actorId: "bot" },
      { actorKind: "agent", actorId: "bot", actorVersion: "1" },
      { actorKind: "user" },
      { attempt: 0, scope: "run" },
    ]) {
      const filter = annotationValuesFilter.parse({
        ...range,
        ...narrowed,
        key: "Decision.outcome",
        buckets: 7,
      });
      const answer = await store.read.annotations.values(filter);
      const { rows } = await search(store, { ...narrowed, key: "Decision.outcome", limit: 200 });

      const width = Math.ceil((range.to.getTime() - range.from.getTime()) / 7);
      const recounted = [...new Set(rows.map(({ valuePreview }) => valuePreview))]
        .map((valuePreview) => {
          const its = rows.filter((row) => row.valuePreview === valuePreview);
          const trend = times(
            7,
            (bucket) =>
              its.filter(({ createdAt }) => {
                const elapsed = createdAt.getTime() - range.from.getTime();
                return elapsed >= bucket * width && elapsed < (bucket + 1) * width;
              }).length,
          );
          return { valuePreview, count: its.length, trend };
        })
        .sort((a, b) => b.count - a.count || (a.valuePreview < b.valuePreview ? -1 : 1));
      const numbers = rows.map(({ valuePreview }) => JSON.parse(valuePreview)).filter(Number.isFinite);
      assert.deepEqual(answer.values, recounted);
      assert.equal(answer.total, rows.length);
      assert.equal(answer.distinct, recounted.length);
      assert.equal(answer.readFrom, null);
      assert.equal(answer.numbers?.count ?? 0, numbers.length);
      if (numbers.length > 0) {
        const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
        assert.ok(Math.abs((answer.numbers?.mean ?? 0) - mean) < 1e-9);
      }
    }
  },

  "the choices that narrow them sum up to all of them, over all runs": async (store) => {
    const all = await decisions(store);

    const { groups, readFrom } = await store.read.annotations.groups(
      annotationGroupsFilter.parse(around(all)),
    );

    const kinds = [
      ...new Set(
        all.map((row) =>
          JSON.stringify([row.key, row.attempt, row.scope, row.actorKind, row.actorId, row.actorVersion]),
        ),
      ),
    ];
    assert.equal(groups.length, kinds.length);
    assert.equal(
      groups.reduce((sum, { count }) => sum + count, 0),
      all.length,
    );
    for (const { count, ...group } of groups) {
      const its = all.filter((row) =>
        Object.entries(group).every(([name, value]) => row[name as "key"] === value),
      );
      assert.equal(count, its.length);
    }
    assert.equal(readFrom, null);
  },

  "versions of an actor, the one that stated something last comes first": async (store) => {
    const run = await createRun(store);
    for (const version of ["1", "3", "2", null, "1"]) {
      await store.persistence.appendAnnotations([stated(run.id, "k", 1, agent(version))]);
      await nextInstant(store);
    }
    await store.persistence.appendAnnotations([stated(run.id, "k", 1, agent("9", "another"))]);

    const versions = await store.read.annotations.versions({ actorKind: "agent", actorId: "bot" });
    const { rows } = await search(store, { actorKind: "agent", actorId: "bot", actorVersion: "1" });

    assert.deepEqual(
      versions.map(({ version }) => version),
      ["1", "2", "3"],
    );
    assert.deepEqual(versions[0]?.lastAt, rows[0]?.createdAt);
    assert.deepEqual(await store.read.annotations.versions({ actorKind: "user", actorId: "bot" }), []);
  },
});
