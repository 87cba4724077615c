import { expect, test } from "vitest";
import { pressureOf, pressureSentence, type QueueLoad, startedInMs } from "./pressure";
import type { SeriesBucket } from "./series";

const minute = (facts: Partial<SeriesBucket>): SeriesBucket => ({
  pending: 0,
  running: 0,
  suspended: 0,
  held: 0,
  enqueued: 0,
  started: 0,
  finished: 0,
  retryShare: null,
  leasesExpired: 0,
  oldestPendingMs: null,
  delayP50Ms: null,
  delayP95Ms: null,
  delayP99Ms: null,
  ...facts,
});

const minutes = (make: (index: number) => Partial<SeriesBucket> | null) =>
  Array.from({ length: 15 }, (_, index) => {
    const facts = make(index);
    return facts && minute(facts);
  });

const load = (facts: Partial<QueueLoad>): QueueLoad => ({
  due: 40,
  running: 8,
  slots: 8,
  minutes: [],
  ...facts,
});

const said = (of: QueueLoad) =>
  pressureSentence(pressureOf(of), of)
    .map(({ text }) => text)
    .join("");

test("a backlog that grows says by how much, and how many slots would hold it", () => {
  const growing = load({
    minutes: minutes((index) => ({ pending: 40 + 12 * index, enqueued: 60, started: 48, finished: 48 })),
  });

  expect(pressureOf(growing)).toMatchObject({ kind: "growing", perMinute: 12, moreSlots: 2 });
  expect(said(growing)).toBe(
    "The backlog grows by 12 a minute: 60 come, 48 are started. About 2 more slots would hold it.",
  );
});

test("more slots are not advised while some are free", () => {
  const growing = load({
    running: 3,
    minutes: minutes((index) => ({ pending: 40 + 12 * index, enqueued: 60, started: 48, finished: 48 })),
  });

  expect(said(growing)).toBe("The backlog grows by 12 a minute: 60 come, 48 are started.");
});

test("a backlog that shrinks says when it is empty", () => {
  const shrinking = load({
    due: 90,
    minutes: minutes((index) => ({ pending: 160 - 5 * index, started: 9 })),
  });

  expect(said(shrinking)).toBe("The backlog shrinks by 5 a minute; at this rate it is empty in about 18 m.");
});

test("a trend within the noise is none", () => {
  const steady = load({
    minutes: minutes((index) => ({ pending: 100 + (index % 2) * 4, enqueued: 50, started: 50 })),
  });

  expect(said(steady)).toBe("The queue keeps up: 50 a minute are started, 50 come.");
});

test("nothing started while jobs are due is trouble, however short", () => {
  const stalled = load({
    due: 1,
    minutes: minutes((index) => ({ pending: 1, started: index < 11 ? 5 : 0 })),
  });

  expect(said(stalled)).toBe("Nothing was started for 4 minutes, while 1 job is due.");
});

test("minutes that nobody measured are left out, and too few say nothing", () => {
  const gappy = load({
    minutes: minutes((index) =>
      index % 3 === 0 ? null : { pending: 30 * index, enqueued: 40, started: 10 },
    ),
  });
  const unknown = load({ due: 2, minutes: minutes((index) => (index > 11 ? { started: 1 } : null)) });

  expect(pressureOf(gappy)).toMatchObject({ kind: "growing", perMinute: 30 });
  expect(said(unknown)).toBe(
    "2 jobs are due. Too little was measured in the last minutes to say whether they become more.",
  );
});

test("an empty queue needs no arithmetic", () => {
  expect(said(load({ due: 0, running: 0 }))).toBe("Nothing waits and nothing runs.");
  expect(said(load({ due: 0, running: 1 }))).toBe("Nothing waits. 1 job is being worked on.");
});

test("what was measured a while ago says nothing of the present", () => {
  const stale = load({
    minutes: minutes((index) => (index < 12 ? { pending: 9 * index, started: 1 } : null)),
  });

  expect(pressureOf(stale)).toEqual({ kind: "unknown" });
});

test("what is due is started at the pace of the last minutes", () => {
  expect(
    startedInMs(
      30,
      minutes(() => ({ started: 10 })),
    ),
  ).toBe(180_000);
  expect(
    startedInMs(
      30,
      minutes(() => ({ started: 0 })),
    ),
  ).toBeNull();
});
