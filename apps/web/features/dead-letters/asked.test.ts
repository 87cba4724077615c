import type { FailureGroup } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { askedOf, nameOf, type Question } from "./asked";
import { groupKey } from "./group-key";

const at = new Date("2026-01-02T03:04:05Z");
const group = (fingerprint: string, count: number): FailureGroup => ({
  kind: "event",
  subject: "stage:completed",
  fingerprint,
  error: "429 rate limit\nretry later",
  count,
  runs: count,
  firstAt: at,
  lastAt: at,
  trend: [],
  mark: null,
});
const groups = [group("f1", 9), group("f2", 4)];
const question: Question = {
  kind: "event",
  doing: "replay",
  selection: { of: "all" },
  conditions: { from: at, text: "429" },
  groups,
  isEverythingShown: true,
};
const members = async ({ fingerprint, count }: FailureGroup) =>
  Array.from({ length: count }, (_, index) => ({ id: `${fingerprint}-${index}`, runId: `r${index % 2}` }));

test("one group is asked for by what its failures have in common", async () => {
  const selection = { of: "groups", keys: [groupKey(group("f1", 9))] } as const;

  const asked = await askedOf({ ...question, selection }, members);

  expect(asked).toEqual({
    doing: "replay",
    target: { deadEvents: { from: at, text: "429", subject: "stage:completed", fingerprint: "f1" } },
    count: 9,
    runs: 9,
    title: "429 rate limit",
  });
  expect(asked && nameOf(asked)).toBe("Replay 9 events: 429 rate limit");
});

test("all that match are asked for by the page's own conditions", async () => {
  expect(await askedOf(question, members)).toMatchObject({
    target: { deadEvents: { from: at, text: "429" } },
    count: 13,
  });
});

test("of all that match, groups that are hidden are not meant", async () => {
  const asked = await askedOf({ ...question, isEverythingShown: false }, members);

  expect(asked).toMatchObject({ count: 13, runs: 2 });
  expect(asked?.target).toHaveProperty("ids.length", 13);
});

test("jobs that are rerun are asked for as their runs, each once", async () => {
  const letters = [
    { id: "j1", runId: "r1" },
    { id: "j2", runId: "r1" },
  ];

  const asked = await askedOf(
    { ...question, kind: "job", doing: "rerun", selection: { of: "letters", letters } },
    members,
  );

  expect(asked?.target).toEqual({ ids: ["r1"] });
});

test("nothing selected asks for nothing", async () => {
  expect(await askedOf({ ...question, selection: { of: "groups", keys: [] } }, members)).toBeNull();
});
