/** Annotations across runs when there are more than one look goes through. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ANNOTATION_SEARCH_ROWS,
  type AnnotationSearchFilter,
  annotationSearchFilter,
} from "../../src/read/annotation-search.js";
import { annotationValuesFilter, VALUE_ROWS } from "../../src/read/annotation-values.js";
import { openStore, type Store } from "../../src/store.js";
import { FRESH, type Kind, type TestDatabase } from "./databases.js";

const COUNT = Math.max(ANNOTATION_SEARCH_ROWS, VALUE_ROWS) * 2 + 300;
const EVERY = 450;

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  let store: Store;

  beforeAll(async () => {
    database = await FRESH[kind]();
    store = await openStore(database.url);
    const run = await store.persistence.createRun({
      workflowId: "w",
      workflowName: "W",
      workflowType: "w",
      input: {},
    });
    await store.persistence.appendAnnotations(
      Array.from({ length: COUNT }, (_, index) => ({
        workflowRunId: run.id,
        scope: index % EVERY === 0 ? "rare" : "common",
        key: "Decision.outcome",
        value: index % 2,
        actor: { kind: "agent", id: "bot", version: String(index % 3) },
      })),
    );
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  const search = (filter: Partial<AnnotationSearchFilter>) =>
    store.read.annotations.search(annotationSearchFilter.parse(filter));

  test.each([
    ["all", {}],
    ["of a key", { key: "Decision.outcome" }],
    ["of an actor, under each version", { actorKind: "agent", actorId: "bot" }],
  ])("%s: every rare one is found, window by window, there and back", async (_, narrowed) => {
    const filter = { ...narrowed, scope: "rare", limit: 4 };
    const there: string[] = [];
    let looked = 0;
    let page = await search(filter);
    for (;;) {
      there.push(...page.rows.map(({ id }) => id));
      looked += page.search?.rows ?? 0;
      if (page.next === null) break;
      page = await search({ ...filter, cursor: page.next });
    }
    const back: string[] = page.rows.map(({ id }) => id);
    while (page.previous !== null) {
      page = await search({ ...filter, cursor: page.previous, direction: "before" });
      back.unshift(...page.rows.map(({ id }) => id));
    }

    expect(new Set(there).size).toBe(Math.ceil(COUNT / EVERY));
    expect(there).toHaveLength(Math.ceil(COUNT / EVERY));
    expect(back).toEqual(there);
    expect(looked).toBeLessThanOrEqual(COUNT);
  });

  test("what nothing matches is gone through to the end, and says so", async () => {
    let rows = 0;
    let page = await search({ scope: "nowhere" });
    for (;;) {
      rows += page.search?.rows ?? 0;
      if (page.next === null) break;
      page = await search({ scope: "nowhere", cursor: page.next });
    }

    expect(page.rows).toEqual([]);
    expect(page.search?.until).toBeNull();
    expect(rows).toBe(COUNT);
  });

  test("values are those of the newest, and tell how far they go back", async () => {
    const now = Date.now();
    const values = await store.read.annotations.values(
      annotationValuesFilter.parse({
        key: "Decision.outcome",
        from: new Date(now - 3_600_000),
        to: new Date(now + 3_600_000),
      }),
    );

    expect(COUNT).toBeGreaterThan(VALUE_ROWS);
    expect(values.total).toBe(VALUE_ROWS);
    expect(values.readFrom).toBeInstanceOf(Date);
    expect(values.values.map(({ count }) => count)).toEqual([VALUE_ROWS / 2, VALUE_ROWS / 2]);
    expect(values.numbers).toEqual({ count: VALUE_ROWS, mean: 0.5 });
  });
});
