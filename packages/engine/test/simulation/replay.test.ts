import { expect, test } from "vitest";
import { simulate } from "./simulate.js";

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

test("the same seed lives the same history again, turn by turn", async () => {
  for (const seed of SEEDS) {
    const [once, again]: [string[], string[]] = [[], []];

    const { hash } = await simulate(seed, (line) => once.push(line));
    const repeated = await simulate(seed, (line) => again.push(line));

    expect(again).toEqual(once);
    expect(repeated.hash).toBe(hash);
  }
});

test("another seed lives another history", async () => {
  const hashes = new Set<number>();

  for (const seed of SEEDS) hashes.add((await simulate(seed)).hash);

  expect(hashes.size).toBe(SEEDS.length);
});
