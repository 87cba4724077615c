import { expect, test } from "vitest";
import { findInParts } from "./payload-parts";

async function* parts(...texts: readonly string[]) {
  yield* texts;
}
const places = async (words: string, ...texts: readonly string[]) =>
  (await findInParts(parts(...texts), words)).finds.map(({ atChar }) => atChar);

test("words are found wherever they are, whatever their case", async () => {
  expect(await places("needle", "a Needle, two NEEDLES")).toEqual([2, 14]);
});

test("what lies across two parts is found once", async () => {
  expect(await places("needle", "hay nee", "dle hay", " needle")).toEqual([4, 15]);
});

test("after enough finds the search ends and says so", async () => {
  const { finds, isPartial } = await findInParts(parts("x".repeat(1000), "never read"), "x");

  expect(finds).toHaveLength(50);
  expect(isPartial).toBe(true);
});

test("nothing is found in nothing", async () => {
  expect(await findInParts(parts(), "x")).toEqual({ finds: [], searchedChars: 0, isPartial: false });
});
