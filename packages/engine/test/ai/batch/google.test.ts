import { expect, onTestFinished, test } from "vitest";
import { answersOf } from "./fake-provider.js";
import { startGoogle } from "./google-server.js";

const signal = new AbortController().signal;

async function begin(options: { inlineBytes?: number } = {}) {
  const fake = await startGoogle(options);
  onTestFinished(() => fake.server.close());
  const batchOf = (texts: readonly string[], modelId = "gemini-2.5-flash") => ({
    key: "run_1:grade:0",
    modelId,
    requests: texts.map((text, index) => ({ id: `r-${index}`, body: fake.question(text) })),
  });
  return { fake, batchOf };
}

test("requests go inside the call below 20 MB, and by a file from there on", async () => {
  const { fake, batchOf } = await begin();
  const text = "x".repeat(4_999_000);

  const small = await fake.api.submit(batchOf([text, text, text, text]), signal);
  const large = await fake.api.submit(batchOf([text, text, text, text, text]), signal);

  expect(fake.isFile(small.batchId)).toBe(false);
  expect(fake.isFile(large.batchId)).toBe(true);
  expect(fake.requestsOf(large.batchId)).toHaveLength(5);
  expect(fake.server.violations).toEqual([]);
});

test("the model is in the address", async () => {
  const { fake, batchOf } = await begin();

  const plain = await fake.api.submit(batchOf(["a"], "gemini-2.5-pro"), signal);
  const path = await fake.api.submit(batchOf(["a"], "models/gemini-2.5-flash-lite"), signal);

  expect(fake.modelOf(plain.batchId)).toBe("gemini-2.5-pro");
  expect(fake.modelOf(path.batchId)).toBe("gemini-2.5-flash-lite");
});

test.each(["BATCH_STATE_", "JOB_STATE_"] as const)("knows states as %s…", async (prefix) => {
  const { fake, batchOf } = await begin();
  fake.statePrefix = prefix;
  const answered = { kind: "answered" as const, body: fake.reply("Hi") };
  const handles = await Promise.all([1, 2, 3, 4, 5].map(() => fake.api.submit(batchOf(["a"]), signal)));
  const [succeeded, failed, cancelled, expired, running] = handles.map(({ batchId }) => batchId);
  fake.end(succeeded ?? "", { outcomes: [answered] });
  fake.fail(failed ?? "", "The file has no requests");
  fake.end(cancelled ?? "", { reason: "cancelled", outcomes: [{ kind: "cancelled" }] });
  fake.end(expired ?? "", { reason: "expired", outcomes: [{ kind: "expired" }] });
  fake.moveTo(running ?? "", "RUNNING", { done: 0, failed: 0 });

  const states = await Promise.all(handles.map((handle) => fake.api.check(handle, signal)));

  expect(states).toEqual([
    { status: "ended", reason: "completed" },
    { status: "failed", message: "Google refused the batch: The file has no requests" },
    { status: "ended", reason: "cancelled" },
    { status: "ended", reason: "expired" },
    { status: "working", done: 0, failed: 0 },
  ]);
});

test("an expired batch has no results", async () => {
  const { fake, batchOf } = await begin();
  const handle = await fake.api.submit(batchOf(["a"]), signal);
  fake.end(handle.batchId, { reason: "expired", outcomes: [{ kind: "expired" }] });

  expect(await answersOf(fake, handle)).toEqual([]);
});

test("a prompt that Google blocks is a request that failed", async () => {
  const { fake, batchOf } = await begin();
  const handle = await fake.api.submit(batchOf(["a", "b"]), signal);
  const blocked = { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 3 } };
  fake.end(handle.batchId, {
    outcomes: [
      { kind: "answered", body: blocked },
      { kind: "answered", body: fake.reply("Hi") },
    ],
  });

  expect(await answersOf(fake, handle)).toEqual([
    { id: "r-0", ok: false, kind: "failed", message: "Google blocked the prompt: SAFETY" },
    { id: "r-1", ok: true, body: fake.reply("Hi") },
  ]);
});

test("when to ask again is read from the error's details as well", async () => {
  const { fake, batchOf } = await begin();
  const details = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "42.5s" }];
  const body = JSON.stringify({
    error: { code: 429, message: "Quota", status: "RESOURCE_EXHAUSTED", details },
  });
  fake.server.inject({ on: fake.paths.create, reply: { status: 429, body } });

  await expect(fake.api.submit(batchOf(["a"]), signal)).rejects.toMatchObject({ retryAfterMs: 42_500 });
});

test("an upload elsewhere is made without the key", async () => {
  const { fake, batchOf } = await begin({ inlineBytes: 10 });
  const elsewhere = await startGoogle();
  onTestFinished(() => elsewhere.server.close());
  const headers = { "x-goog-upload-url": `${elsewhere.server.origin}/upload/v1beta/files?upload_id=u1` };
  fake.server.inject({ on: /^POST \/upload/, reply: { headers } });

  await expect(fake.api.submit(batchOf(["a"]), signal)).rejects.toMatchObject({ code: "BATCH_API" });

  expect(elsewhere.server.exchanges).toHaveLength(1);
  expect(elsewhere.server.exchanges[0]?.headers).not.toHaveProperty("x-goog-api-key");
});
