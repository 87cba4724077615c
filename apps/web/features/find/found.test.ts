import { expect, test } from "vitest";
import { boundEntries, isMatch, pastedId } from "./found";

const ID = "01936d2a-7c1e-7a3b-9f00-a1b2c3d4e5f6";

test("an id is told from words, with blanks around it or in an address", () => {
  expect([ID, ` ${ID}\n`, `http://127.0.0.1:3000/runs/${ID}?tab=logs`].map(pastedId)).toEqual([ID, ID, ID]);
  expect(pastedId("/runs/my%20run%201")).toBe(null);
  expect(["licence review", "licence-review", "12", "", "/runs/%"].map(pastedId)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

test("every typed word must be there, in any order and case", () => {
  const entry = { label: "Rerun from Assess…", searched: "licence-review" };

  expect(
    ["", "> rerun", "ASSESS rerun", "licence", "rerun report"].map((text) => isMatch(text, entry)),
  ).toEqual([true, true, true, true, false]);
});

test("what is bound is offered, in the words of whoever binds it, and the newest binding counts", () => {
  const run = () => undefined;
  const newest = () => undefined;

  const { places, here, anywhere } = boundEntries([
    { shortcut: "palette", run },
    { shortcut: "goRuns", run },
    { shortcut: "copyLink", run },
    { command: "Switch to the dark theme", isEverywhere: true, run },
    { shortcut: "nextRow", run },
    { shortcut: "rerun", run },
    { command: "Cancel the run…", run, offBecause: "It has ended." },
    { shortcut: "rerun", name: "Rerun from Assess…", run: newest },
  ]);

  expect(places.map(({ label }) => label)).toEqual(["Runs"]);
  expect(anywhere.map(({ label }) => label)).toEqual([
    "Copy the link to this view",
    "Switch to the dark theme",
  ]);
  expect(here).toEqual([
    { key: "rerun", label: "Rerun from Assess…", keys: "r", run: newest, offBecause: undefined },
    { key: "Cancel the run…", label: "Cancel the run…", run, offBecause: "It has ended." },
  ]);
});
