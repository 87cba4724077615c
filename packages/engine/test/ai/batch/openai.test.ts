import { afterEach, beforeEach, expect, test } from "vitest";
import { openaiBatches } from "../../../src/ai/batch/openai.js";
import { answersOf } from "./fake-provider.js";
import { type FakeOpenai, startOpenai } from "./openai-server.js";

const signal = new AbortController().signal;

let fake: FakeOpenai;
beforeEach(async () => {
  fake = await startOpenai();
});
afterEach(() => fake.server.close());

const batchOf = (bodies: readonly unknown[], key = "run_1:grade:0") => ({
  key,
  modelId: "gpt-5-mini",
  requests: bodies.map((body, index) => ({ id: `r-${index}`, body })),
});
const chat = { model: "gpt-5-mini", messages: [{ role: "user", content: "Hello" }] };

test("a batch of chat completions goes to their endpoint, others to responses, and a mixture nowhere", async () => {
  const chats = await fake.api.submit(batchOf([chat, chat]), signal);
  const responses = await fake.api.submit(batchOf([fake.question("Hello")]), signal);

  expect(fake.endpointOf(chats.batchId)).toBe("/v1/chat/completions");
  expect(fake.endpointOf(responses.batchId)).toBe("/v1/responses");
  await expect(fake.api.submit(batchOf([chat, fake.question("Hello")]), signal)).rejects.toMatchObject({
    isRetryable: false,
  });
  expect(fake.batchIds).toHaveLength(2);
});

test("a file that OpenAI finds wanting fails the batch, with the first reasons", async () => {
  const handle = await fake.api.submit(batchOf([chat]), signal);
  const errors = [1, 2, 3, 4, 5].map((line) => ({ message: `The model is unknown`, line }));
  fake.refuseFile(handle.batchId, [{ message: "Token limit exceeded", line: null }, ...errors]);

  expect(await fake.api.check(handle, signal)).toEqual({
    status: "failed",
    message:
      "OpenAI refused the batch: Token limit exceeded; The model is unknown (request 1); " +
      "The model is unknown (request 2) and 3 more",
  });
});

test("an expired batch gives what was done, and says of the rest that it expired", async () => {
  const handle = await fake.api.submit(batchOf([chat, chat, chat]), signal);
  const body = fake.reply("Hi");
  fake.end(handle.batchId, {
    reason: "expired",
    outcomes: [{ kind: "expired" }, { kind: "answered", body }, { kind: "expired" }],
  });

  const answers = await answersOf(fake, handle);

  expect(await fake.api.check(handle, signal)).toEqual({ status: "ended", reason: "expired" });
  expect(answers).toEqual([
    { id: "r-1", ok: true, body },
    { id: "r-0", ok: false, kind: "expired", message: "This request was expired." },
    { id: "r-2", ok: false, kind: "expired", message: "This request was expired." },
  ]);
});

test("a response that holds an error is no answer, although its status is 200", async () => {
  const handle = await fake.api.submit(batchOf([fake.question("Hello")]), signal);
  const body = {
    object: "response",
    status: "failed",
    error: { code: "server_error", message: "Out of luck" },
  };
  fake.end(handle.batchId, { outcomes: [{ kind: "answered", body }] });

  expect(await answersOf(fake, handle)).toEqual([
    { id: "r-0", ok: false, kind: "failed", message: "Out of luck" },
  ]);
});

test("when two were made under one key after all, every caller finds the first", async () => {
  const first = await fake.api.submit(batchOf([chat]), signal);
  fake.server.now = new Date(fake.server.now.getTime() + 5_000);
  await fake.api.submit(batchOf([chat]), signal);

  const found = await fake.api.find({ ...batchOf([chat]), since: fake.server.now }, signal);

  expect(found?.batchId).toBe(first.batchId);
});

test("a key that metadata cannot hold is found by its hash", async () => {
  const key = `${"x".repeat(600)}:ü:0`;
  const handle = await fake.api.submit(batchOf([chat], key), signal);

  const found = await fake.api.find({ ...batchOf([chat], key), since: fake.server.now }, signal);
  const other = await fake.api.find({ ...batchOf([chat], `${key}1`), since: fake.server.now }, signal);

  expect(found).toEqual(handle);
  expect(other).toBeUndefined();
});

test("a crash between upload and batch is followed by a whole new submit", async () => {
  fake.server.inject({ on: fake.paths.create, reply: fake.refusal(503, "Overloaded") });
  await expect(fake.api.submit(batchOf([chat]), signal)).rejects.toMatchObject({ isRetryable: true });

  expect(await fake.api.find({ ...batchOf([chat]), since: fake.server.now }, signal)).toBeUndefined();
  await fake.api.submit(batchOf([chat]), signal);

  expect(fake.batchIds).toHaveLength(1);
});

test("organization and project are sent along", async () => {
  const { apiKey, baseUrl } = fake;
  const api = openaiBatches({ apiKey, baseUrl, organization: "org-1", project: "proj_1" });

  await api.submit(batchOf([chat]), signal);

  for (const { headers } of fake.server.exchanges)
    expect(headers).toMatchObject({ "openai-organization": "org-1", "openai-project": "proj_1" });
});

test.each([
  { apiKey: "" },
  { apiKey: "sk-1\nx-evil: 1" },
  { baseUrl: "not an address" },
  { baseUrl: "ftp://api.openai.com/v1" },
  { baseUrl: "https://user:password@api.openai.com/v1" },
  { baseUrl: "https://api.openai.com/v1?key=1" },
])("%j is refused at once, and not repeated", (wrong) => {
  const make = () => openaiBatches({ apiKey: "sk-1", ...wrong });

  expect(make).toThrow(RangeError);
  expect(make).not.toThrow(/evil|password/);
});
