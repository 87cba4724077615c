import type { AnnotationGroup } from "@stageline/engine/read";
import { expect, test } from "vitest";
import { type Choices, facetsOf } from "./choices";

const NOTHING: Choices = { actor: "", who: "", ver: "", attempt: null, scope: "", key: "" };
const group = (key: string, count: number, given: Partial<AnnotationGroup> = {}): AnnotationGroup => ({
  key,
  attempt: 0,
  scope: "run",
  actorKind: "rule",
  actorId: "spdx",
  actorVersion: null,
  count,
  ...given,
});
const GROUPS = [
  group("Decision.outcome", 3),
  group("Decision.rationale", 2, { attempt: 1 }),
  group("Trigger.source", 1, { actorKind: "user", actorId: "maria", scope: "stage" }),
];
const outline = (choices: readonly { label: string; depth: number; count: number }[]) =>
  choices.map(({ label, depth, count }) => `${"  ".repeat(depth)}${label} ${count}`);

test("keys are a tree on their dots, counted at every branch", () => {
  const { keys } = facetsOf(GROUPS, NOTHING);

  expect(outline(keys)).toEqual(["Decision 5", "  outcome 3", "  rationale 2", "Trigger 1", "  source 1"]);
  expect(keys[0]?.sets).toEqual({ key: "Decision." });
});

test("a facet counts what matches all the others, and not itself", () => {
  const { actors, attempts, scopes } = facetsOf(GROUPS, { ...NOTHING, key: "Decision.", attempt: 2 });

  expect(outline(attempts)).toEqual(["2 2", "1 3"]);
  expect(outline(actors)).toEqual(["rule 2", "  spdx 2"]);
  expect(outline(scopes)).toEqual(["run 2"]);
});

test("versions are shown where an actor has several, and chosen with the actor", () => {
  const bot = { actorKind: "agent", actorId: "triage" };
  const groups = [
    group("k", 4, { ...bot, actorVersion: "12" }),
    group("k", 1, { ...bot, actorVersion: "11" }),
  ];

  const { actors } = facetsOf(groups, { ...NOTHING, actor: "agent", who: "triage", ver: "11" });

  expect(outline(actors)).toEqual(["agent 5", "  triage 5", "    12 4", "    11 1"]);
  expect(actors.map(({ isOn }) => isOn)).toEqual([false, false, false, true]);
  expect(actors[2]?.sets).toEqual({ actor: "agent", who: "triage", ver: "12" });
  expect(actors[3]?.sets).toEqual({ actor: "", who: "", ver: "" });
});

test("of very many keys only the chosen branch is open", () => {
  const groups = Array.from({ length: 40 }, (_, n) => group(`Area${n % 4}.key${n}`, 1));

  expect(facetsOf(groups, NOTHING).keys).toHaveLength(4);
  expect(facetsOf(groups, { ...NOTHING, key: "Area1." }).keys).toHaveLength(14);
});
