import { readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { createObservability, type Observability } from "../../src/observability/index.js";

const env = { metricsPort: 0, metricsHost: "127.0.0.1", pollMs: 1_000, leaseMs: 30_000 };
const open: Observability[] = [];

const start = async (options: Partial<Parameters<typeof createObservability>[0]> = {}) => {
  const observability = await createObservability({
    env,
    version: "1.2.3",
    askDatabase: async () => undefined,
    ...options,
  });
  open.push(observability);
  return observability;
};
const get = async ({ server }: Observability, path: string) => {
  const response = await fetch(`${server?.url}${path}`);
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
};

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

test("without a port nothing is served, and everything may be told all the same", async () => {
  const { server, observer, signs } = await start({ env: { ...env, metricsPort: undefined } });

  signs.leasesLost(1);
  signs.eventsFlushed({ published: 1, failed: 0, dead: 0 });

  expect(server).toBeUndefined();
  expect(observer).toEqual({});
});

test("is alive while it answers, ready only after the first look for work", async () => {
  const observability = await start();

  expect(await get(observability, "/healthz")).toMatchObject({ status: 200 });
  const before = await get(observability, "/readyz");
  observability.signs.fetched();
  const after = await get(observability, "/readyz");

  expect(before).toMatchObject({ status: 503, type: "application/json; charset=utf-8" });
  expect(JSON.parse(before.text).reasons).toEqual([expect.stringContaining("is starting")]);
  expect(after.status).toBe(200);
  expect(JSON.parse(after.text)).toEqual({ status: "ready", reasons: [] });
});

test("a stopping worker is alive and not ready", async () => {
  const observability = await start();
  observability.signs.fetched();

  observability.stopping();

  expect((await get(observability, "/healthz")).status).toBe(200);
  expect(await get(observability, "/readyz")).toMatchObject({
    status: 503,
    text: expect.stringContaining("stopping"),
  });
});

test("metrics tell what the kernel and the loops have told", async () => {
  const observability = await start();
  const { observer, signs } = observability;
  observability.watchSlots(() => ({ busy: 3, total: 8 }));

  observer.runEnded?.({ runId: "r", workflowId: "digest", status: "COMPLETED", tookMs: 1_500 });
  observer.stageEnded?.({
    runId: "r",
    workflowId: "digest",
    stageId: "split",
    attempt: 0,
    delivery: 1,
    outcome: "retrying",
    ranMs: 20,
    waitedMs: 4,
  });
  observer.batchWritten?.({ kind: "settle", size: 12, tookMs: 3 });
  observer.aiCallEnded?.({
    modelKey: "some:model",
    status: "COMPLETED",
    inputTokens: 100,
    outputTokens: 7,
    cost: 0.25,
    latencyMs: 10,
  });
  signs.leasesLost(2);
  signs.swept("leases", { released: 1, failed: 0 });
  signs.eventsFlushed({ published: 5, failed: 1, dead: 0 });
  const { type, text } = await get(observability, "/metrics");

  expect(type).toContain("text/plain");
  for (const line of [
    'stageline_worker_info{version="1.2.3"} 1',
    'stageline_slots{state="busy"} 3',
    'stageline_slots{state="total"} 8',
    'stageline_runs_ended_total{workflow="digest",status="COMPLETED"} 1',
    'stageline_run_duration_seconds_sum{workflow="digest"} 1.5',
    'stageline_stages_ended_total{workflow="digest",stage="split",outcome="retrying"} 1',
    'stageline_stage_duration_seconds_sum{workflow="digest",stage="split"} 0.02',
    'stageline_job_wait_seconds_sum{workflow="digest"} 0.004',
    'stageline_batch_size_sum{kind="settle"} 12',
    'stageline_ai_calls_total{model="some:model",status="COMPLETED"} 1',
    'stageline_ai_tokens_total{model="some:model",direction="input"} 100',
    'stageline_ai_cost_usd_total{model="some:model"} 0.25',
    "stageline_leases_lost_total 2",
    'stageline_swept_total{sweep="leases",result="released"} 1',
    'stageline_events_total{result="published"} 5',
  ])
    expect(text).toContain(line);
  expect(text).toMatch(/^process_cpu_seconds_total /m);
});

test("every metric is explained in docs/worker.md", async () => {
  const { text } = await get(await start(), "/metrics");
  const docs = readFileSync(path.resolve(import.meta.dirname, "../../../../docs/worker.md"), "utf8");

  const names = [...text.matchAll(/^# TYPE (stageline_\w+)/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
});

test("however many workflows there are, labels stay few", async () => {
  const observability = await start();
  for (let index = 0; index < 2_000; index++)
    observability.observer.runEnded?.({
      runId: "r",
      workflowId: `made-up-${index}`,
      status: "FAILED",
      tookMs: 1,
    });

  const { text } = await get(observability, "/metrics");

  expect(text.match(/^stageline_runs_ended_total\{/gm)).toHaveLength(301);
  expect(text).toContain('stageline_runs_ended_total{workflow="other",status="FAILED"} 1700');
});

test("numbers that are none do no harm", async () => {
  const { observer } = await start();

  expect(() =>
    observer.aiCallEnded?.({
      modelKey: "m",
      status: "FAILED",
      inputTokens: Number.NaN,
      outputTokens: -1,
      cost: Number.NaN,
      latencyMs: null,
    }),
  ).not.toThrow();
});

test("a port that is taken is said by the name of its setting", async () => {
  const { server } = await start();
  const metricsPort = Number(new URL(server?.url ?? "").port);

  await expect(start({ env: { ...env, metricsPort } })).rejects.toThrow(
    new RegExp(`${metricsPort}.*STAGELINE_METRICS_PORT`),
  );
});

test("an address that is not this machine's is said by the name of its setting", async () => {
  await expect(start({ env: { ...env, metricsHost: "192.0.2.1" } })).rejects.toThrow(
    /STAGELINE_METRICS_HOST/,
  );
});

test("there is nothing else to see, and nothing to send", async () => {
  const observability = await start();

  expect((await get(observability, "/")).status).toBe(404);
  expect((await fetch(`${observability.server?.url}/metrics`, { method: "POST" })).status).toBe(405);
  const head = await fetch(`${observability.server?.url}/healthz`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("closing does not wait for connections that are kept open", async () => {
  const observability = await start();
  const agent = new http.Agent({ keepAlive: true });
  await new Promise<void>((resolve, reject) => {
    const request = http.get(`${observability.server?.url}/healthz`, { agent }, (response) => {
      response.resume().on("end", resolve);
    });
    request.on("error", reject);
  });

  await observability.close();

  await expect(get(observability, "/healthz")).rejects.toThrow();
  agent.destroy();
});
