import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fileOf, parseLines } from "../../../src/ai/batch/json-lines.js";

const FILE = { name: "OpenAI", contentType: "application/jsonl", maxBytes: 1_000_000 };

const line = z.object({ text: z.string() });

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]) {
  let from = 0;
  for (const size of sizes) {
    yield bytes.subarray(from, from + size);
    from += size;
  }
  yield bytes.subarray(from);
}

async function textsOf(body: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of parseLines(body, line, "OpenAI")) texts.push(text);
  return texts;
}

test("what is written is read again, wherever the network cuts it", async () => {
  const written = fc.array(fc.string({ unit: "binary", maxLength: 40 }), { maxLength: 20 });
  const cuts = fc.array(fc.nat({ max: 30 }), { maxLength: 40 });

  await fc.assert(
    fc.asyncProperty(written, cuts, async (texts, sizes) => {
      const file = fileOf(texts, (text) => `${JSON.stringify({ text })}\n`, FILE);
      const bytes = new Uint8Array(await file.arrayBuffer());

      expect(await textsOf(inPieces(bytes, sizes))).toEqual(texts);
    }),
  );
});

test("lines end at line feeds only", async () => {
  const text = "a\u2028b\u2029c\u0085d";
  const bytes = Buffer.from(`${JSON.stringify({ text })}\r\n\n${JSON.stringify({ text: "last" })}`);

  expect(await textsOf(inPieces(bytes, [7]))).toEqual([text, "last"]);
});

test.each([
  ['{"text":"a"}\n{"text":"b', /^Line 2 .* broken or cut off/],
  ['{"text":"a"}\n{"text":7}\n', /^Line 2 .* unusable: .*text/s],
])("%j is refused, and may be asked for again", async (text, message) => {
  await expect(textsOf(inPieces(Buffer.from(text), []))).rejects.toMatchObject({
    message: expect.stringMatching(message),
    isRetryable: true,
  });
});

test("a line without an end is not kept in memory", async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(120);
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 1;
      yield chunk;
    }
  }

  await expect(textsOf(endless())).rejects.toMatchObject({ isRetryable: false });

  expect(sent).toBeLessThan(70);
});

describe("a file", () => {
  test("of exactly the limit is taken, and one byte more is not", () => {
    const texts = Array.from({ length: 10 }, () => "x".repeat(100_000));

    expect(fileOf(texts, (text) => text, FILE).size).toBe(1_000_000);
    expect(() => fileOf([...texts, "x"], (text) => text, FILE)).toThrow(/larger than the 1 MB/);
  });

  test("above the limit is refused, and no further text is made", () => {
    let made = 0;
    const texts = Array.from({ length: 100 }, () => "ü".repeat(600_000));
    const make = () =>
      fileOf(
        texts,
        (text) => {
          made += 1;
          return text;
        },
        FILE,
      );

    expect(make).toThrow("The batch is larger than the 1 MB that OpenAI takes; split it");
    expect(made).toBe(2);
  });
});

test("100,000 lines are read one after the other", async () => {
  const text = "x".repeat(2_000);
  const one = Buffer.from(`${JSON.stringify({ text })}\n`.repeat(100));
  async function* body() {
    for (let i = 0; i < 1_000; i += 1) yield one;
  }

  let read = 0;
  let mostHeap = 0;
  const before = process.memoryUsage().heapUsed;
  for await (const parsed of parseLines(body(), line, "OpenAI")) {
    read += parsed.text.length;
    if (read % 2_000_000 === 0) mostHeap = Math.max(mostHeap, process.memoryUsage().heapUsed - before);
  }

  expect(read).toBe(200_000_000);
  expect(mostHeap).toBeLessThan(150_000_000);
});
