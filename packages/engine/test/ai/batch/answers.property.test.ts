/** Whatever a provider answers, of whichever requests, in whichever order: every answer is its own request's. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startAnthropic } from "./anthropic-server.js";
import { answersOf, type FakeProvider, type Outcome } from "./fake-provider.js";
import { startGoogle } from "./google-server.js";
import { startOpenai } from "./openai-server.js";

const signal = new AbortController().signal;

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,48}$/);
const outcomeKind = fc.constantFrom("answered", "failed", "cancelled", "forgotten");

const batches = fc.uniqueArray(id, { minLength: 1, maxLength: 12 }).chain((ids) =>
  fc.record({
    ids: fc.constant(ids),
    kinds: fc.array(outcomeKind, { minLength: ids.length, maxLength: ids.length }),
    order: fc.array(fc.nat({ max: ids.length - 1 }), { maxLength: 30 }),
    texts: fc.array(fc.string({ unit: "grapheme" }), { minLength: ids.length, maxLength: ids.length }),
  }),
);

describe.each([
  ["OpenAI", startOpenai],
  ["Anthropic", startAnthropic],
  ["Google, inline", startGoogle],
  ["Google, by file", () => startGoogle({ inlineBytes: 1 })],
] as const)("%s", (_, start) => {
  let fake: FakeProvider;
  beforeAll(async () => {
    fake = await start();
  });
  afterAll(() => fake.server.close());

  const outcomeOf = (kind: string, text: string): Outcome => {
    if (kind === "answered") return { kind, body: fake.reply(text) };
    if (kind === "failed") return { kind, message: `no: ${text}` };
    return { kind: kind === "cancelled" ? "cancelled" : "forgotten" };
  };

  test("any order and any subset of answers maps back to the right request", async () => {
    await fc.assert(
      fc.asyncProperty(batches, async ({ ids, kinds, order, texts }) => {
        const requests = ids.map((one, index) => ({ id: one, body: fake.question(texts[index] ?? "") }));
        const handle = await fake.api.submit({ key: "k", modelId: "m", requests }, signal);
        const outcomes = kinds.map((kind, index) => outcomeOf(kind, texts[index] ?? ""));
        fake.end(handle.batchId, { outcomes, order });

        const answers = await answersOf(fake, handle);

        const given = new Set(
          order.filter((index) => kinds[index] !== "forgotten").map((index) => ids[index]),
        );
        expect(new Set(answers.map((answer) => answer.id))).toEqual(given);
        expect(answers).toHaveLength(given.size);
        for (const answer of answers) {
          const index = ids.indexOf(answer.id);
          expect(answer.ok).toBe(kinds[index] === "answered");
          if (answer.ok) expect(answer.body).toEqual(fake.reply(texts[index] ?? ""));
          else if (kinds[index] === "failed") expect(answer.message).toContain(`no: ${texts[index]}`);
          else expect(answer.kind).toBe("cancelled");
        }
      }),
      { numRuns: 30 },
    );
    expect(fake.server.violations).toEqual([]);
  });
});
