import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeAnthropic, startAnthropic } from "./anthropic-server.js";
import { answersOf } from "./fake-provider.js";

const signal = new AbortController().signal;

let fake: FakeAnthropic;
beforeEach(async () => {
  fake = await startAnthropic();
});
afterEach(() => fake.server.close());

const batchOf = (texts: readonly string[], key = "run_1:grade:0") => ({
  key,
  modelId: "claude-haiku-4-5",
  requests: texts.map((text, index) => ({ id: `r-${index}`, body: fake.question(text) })),
});
const lost = (texts: readonly string[]) => ({ ...batchOf(texts), since: fake.server.now });
const answered = (text: string) => ({ kind: "answered" as const, body: fake.reply(text) });

test("an expired batch gives what was done, and says of the rest that it expired", async () => {
  const handle = await fake.api.submit(batchOf(["a", "b"]), signal);
  fake.end(handle.batchId, { outcomes: [answered("a"), { kind: "expired" }] });

  expect(await fake.api.check(handle, signal)).toEqual({ status: "ended", reason: "expired" });
  expect(await answersOf(fake, handle)).toMatchObject([
    { id: "r-0", ok: true },
    { id: "r-1", ok: false, kind: "expired" },
  ]);
});

test("results that Anthropic deleted fail the batch", async () => {
  const handle = await fake.api.submit(batchOf(["a"]), signal);
  fake.end(handle.batchId, { outcomes: [answered("a")] });
  fake.archive(handle.batchId);

  expect(await fake.api.check(handle, signal)).toMatchObject({ status: "failed", message: /deleted/ });
});

test("results at another host are read where they are documented to be, and the key stays at home", async () => {
  const elsewhere = await startAnthropic();
  fake.resultsOrigin = elsewhere.server.origin;
  const handle = await fake.api.submit(batchOf(["a"]), signal);
  fake.end(handle.batchId, { outcomes: [answered("a")] });

  const answers = await answersOf(fake, handle);
  await elsewhere.server.close();

  expect(answers).toHaveLength(1);
  expect(elsewhere.server.exchanges).toEqual([]);
});

describe("a batch whose answer was lost", () => {
  const lose = async () => {
    fake.server.inject({ on: fake.paths.create, breaks: "answer" });
    await expect(fake.api.submit(batchOf(["a", "b"]), signal)).rejects.toMatchObject({ isRetryable: true });
    return fake.batchIds[0] ?? "";
  };

  test("cannot be told from another while both are in progress, so nothing is submitted meanwhile", async () => {
    await lose();
    fake.addLookalike(2);

    await expect(fake.api.find(lost(["a", "b"]), signal)).rejects.toMatchObject({
      isRetryable: true,
      retryAfterMs: 300_000,
      message: expect.stringContaining("2 batches in progress"),
    });
  });

  test("is found once it has ended, whatever else is in progress", async () => {
    const batchId = await lose();
    fake.addLookalike(2);
    fake.end(batchId, { outcomes: [answered("a"), answered("b")] });

    expect(await fake.api.find(lost(["a", "b"]), signal)).toMatchObject({ batchId, size: 2 });
  });

  test("is not mistaken for one of the same size and the same ids but another key", async () => {
    const other = await fake.api.submit(batchOf(["a", "b"], "run_2:grade:0"), signal);
    fake.end(other.batchId, { outcomes: [answered("a"), answered("b")] });

    expect(await fake.api.find(lost(["a", "b"]), signal)).toBeUndefined();
  });

  test("that never arrived is known to be missing once all that may be it have ended", async () => {
    const other = fake.addLookalike(2);
    await expect(fake.api.find(lost(["a", "b"]), signal)).rejects.toMatchObject({ isRetryable: true });
    fake.end(other, { outcomes: [answered("a"), answered("b")] });

    expect(await fake.api.find(lost(["a", "b"]), signal)).toBeUndefined();
  });

  test("of another size is out of the question", async () => {
    fake.addLookalike(3);

    expect(await fake.api.find(lost(["a", "b"]), signal)).toBeUndefined();
  });

  test("is not waited for by those who rather pay twice", async () => {
    const impatient = await startAnthropic({ whenUnsure: "submit" });
    impatient.addLookalike(2);

    const found = await impatient.api.find(lost(["a", "b"]), signal);
    await impatient.server.close();

    expect(found).toBeUndefined();
  });
});

test("a body that cannot be one is refused before anything is sent", async () => {
  const requests = [{ id: "r-0", body: "Hello" }];

  await expect(fake.api.submit({ key: "k", modelId: "m", requests }, signal)).rejects.toMatchObject({
    code: "BATCH_API",
    isRetryable: false,
  });
  expect(fake.server.exchanges).toEqual([]);
});
