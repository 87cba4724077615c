import { expect, test } from "vitest";
import {
  hasGroup,
  hasLetter,
  isSelecting,
  NOTHING,
  toggledGroup,
  toggledLetter,
  toggledShown,
} from "./selection";

const a = { id: "a", runId: "r1" };
const b = { id: "b", runId: "r2" };
const shown = [a, b];

test("a group is picked whole, and its members with it", () => {
  const selection = toggledGroup(NOTHING, "g1", ["g1", "g2"]);

  expect([hasGroup(selection, "g1"), hasGroup(selection, "g2"), hasLetter(selection, a, "g1")]).toEqual([
    true,
    false,
    true,
  ]);
  expect(isSelecting(toggledGroup(selection, "g1", ["g1", "g2"]))).toBe(false);
});

test("one member less of a whole group leaves the others that are shown", () => {
  const group = toggledGroup(NOTHING, "g1", ["g1"]);

  expect(toggledLetter(group, a, { key: "g1", shown })).toEqual({ of: "letters", letters: [b] });
});

test("one group less of all that match leaves the groups that are shown", () => {
  expect(toggledGroup({ of: "all" }, "g1", ["g1", "g2"])).toEqual({ of: "groups", keys: ["g2"] });
});

test("failures are picked one by one, all that are shown, and none of them again", () => {
  const one = toggledLetter(NOTHING, a, { key: "g1", shown });
  const both = toggledShown(one, shown);

  expect(one).toEqual({ of: "letters", letters: [a] });
  expect(both).toEqual({ of: "letters", letters: [a, b] });
  expect(toggledShown(both, shown)).toEqual(NOTHING);
  expect(toggledLetter(both, b, { key: "g1", shown })).toEqual(one);
});
