import { setImmediate as breathe } from "node:timers/promises";
import { expect, test } from "vitest";
import { replayOf, seeds } from "./settings.js";
import { simulate } from "./simulate.js";

const { first, count } = seeds();
/** Lines of a failed world's history that are shown; all of it for a seed that was asked for. */
const SHOWN = count === 1 ? Number.POSITIVE_INFINITY : 40;
/** So often the test runner gets a word in. */
const BREATHE_EVERY = 25;

test(
  `in ${count} worlds from seed ${first} on everything is as it should be once the faults stop`,
  async () => {
    for (let seed = first; seed < first + count; seed++) {
      const { wrong } = await simulate(seed);
      if (wrong.length > 0) throw new Error(await storyOf(seed, wrong));
      if (seed % BREATHE_EVERY === 0) await breathe();
    }
    expect(count).toBeGreaterThan(0);
  },
  24 * 3_600_000,
);

async function storyOf(seed: number, wrong: readonly string[]): Promise<string> {
  const turns: string[] = [];
  await simulate(seed, (line) => turns.push(line));
  return [
    `Seed ${seed}:`,
    ...wrong,
    "",
    `Live it again: ${replayOf(seed)}`,
    "",
    `The last of ${turns.length} turns:`,
    ...turns.slice(-SHOWN),
  ].join("\n");
}
