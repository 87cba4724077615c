import fc from "fast-check";
import { encode, countTokens as exactly } from "gpt-tokenizer/encoding/o200k_base";
import spdx from "spdx-license-list/full.js";
import { expect, test } from "vitest";
import { breather } from "../../src/model/breather.js";
import { countTokens, firstTokens } from "../../src/model/tokens.js";

const AS_TEXT = { disallowedSpecial: new Set<string>() };

test("counts long documents in pieces, exactly as in one go", async () => {
  const text = Object.values(spdx)
    .slice(0, 40)
    .map(({ licenseText }) => licenseText)
    .join("\n\n");

  expect(text.length).toBeGreaterThan(100_000);
  expect(await countTokens(text, breather())).toBe(exactly(text, AS_TEXT));
});

test("counts any text as the tokenizer does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 300 }), async (text) => {
      expect(await countTokens(text, breather())).toBe(exactly(text, AS_TEXT));
    }),
    { numRuns: 200 },
  );
});

test("takes no quadratic time on a run without a break", async () => {
  const started = performance.now();

  const count = await countTokens("猫".repeat(30_000), breather());

  expect(count).toBeGreaterThan(10_000);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("keeps the beginning of a text up to a number of tokens", async () => {
  const text = "One two three four five six seven.";

  const short = await firstTokens(text, 3);

  expect(text.startsWith(short)).toBe(true);
  expect(encode(short)).toHaveLength(3);
});
