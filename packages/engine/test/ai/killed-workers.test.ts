/**
 * What the records hold when worker processes are killed while they call models.
 *
 * An answer is handed on after its record is committed. So what the code has got is recorded, whatever happens next;
 * a request that was under way at the kill is known to the provider alone, and nothing is recorded twice.
 */

import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { workbench } from "../kernel/workbench.js";
import type { Served } from "./provider/books.js";
import { KINDS, mixedCalls } from "./provider/mixed-calls.js";
import { openProvider, type Provider } from "./provider/provider.js";
import { asCounted, recordedCalls, sumsOf } from "./recorded-calls.js";

/** STAGELINE_TEST_AI_KILLS=20 is the full size. */
const KILLS = Number(process.env.STAGELINE_TEST_AI_KILLS ?? 1);
const RUNS = 1 + KILLS;
const OF_EACH = 2;
/** Of a process: one stage of each slot makes one call of each kind at a time. */
const UNDER_WAY = 2 * KINDS.length;

const root = path.resolve(import.meta.dirname, "../../../..");
const spawnCaller = (...args: string[]): ChildProcess =>
  spawn(
    process.execPath,
    [
      path.join(root, "scripts/run-typescript.mjs"),
      path.join(import.meta.dirname, "calling-process.ts"),
      ...args,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );

test(`${KILLS} kills lose no call whose answer was received`, async ({ onTestFinished }) => {
  const provider = await openProvider();
  const bench = await workbench("postgresql", mixedCalls(provider.url));
  const start = () => spawnCaller(bench.url ?? "", provider.url);
  let worker = start();
  onTestFinished(async () => {
    worker.kill("SIGKILL");
    await bench.discard();
    await provider.close();
  });
  const runIds: string[] = [];
  for (let run = 0; run < RUNS; run++)
    runIds.push(await bench.create({ first: run * OF_EACH, ofEach: OF_EACH }));

  for (let kill = 0; kill < KILLS; kill++) {
    await moreServed(provider, 7 + 5 * (kill % 5));
    worker.kill("SIGKILL");
    worker = start();
  }
  const statuses = async () => Promise.all(runIds.map(bench.statusOf));
  await expect.poll(statuses, { interval: 50, timeout: 240_000 }).toEqual(runIds.map(() => "COMPLETED"));

  const calls = await recordedCalls(bench.store);
  const recorded = await Promise.all(
    calls.map(async (call) => ({ ...asCounted(call), key: await keyOf(call.id) })),
  );
  const received = ({ key }: Pick<Served, "key">) => provider.acknowledged.has(key);
  expect(provider.acknowledged.size).toBeGreaterThan(0);
  expect(sumsOf(recorded.filter(received))).toEqual(sumsOf(provider.books.filter(received)));

  const unseen = provider.books.filter((served) => !received(served));
  const seenLess = unseen.length - recorded.filter((call) => !received(call)).length;
  console.info(
    `${KILLS} kills: ${provider.books.length} requests served, ${calls.length} recorded, ${seenLess} known to the provider alone`,
  );
  expect(seenLess).toBeGreaterThanOrEqual(0);
  expect(seenLess).toBeLessThanOrEqual(KILLS * UNDER_WAY);
  const servedOf = countOf(provider.books);
  const twice = [...countOf(recorded)].filter(([key, count]) => count > (servedOf.get(key) ?? 0));
  expect(twice).toEqual([]);
  for (const runId of runIds) {
    const cost = calls
      .filter(({ workflowRunId }) => workflowRunId === runId)
      .reduce((sum, call) => sum + call.cost, 0);
    const [stage] = await bench.store.read.stages.listByRun(runId);
    expect(stage?.cost).toBeCloseTo(cost, 9);
  }

  async function keyOf(id: string): Promise<string> {
    const prompt = await bench.store.read.payloads.get({ kind: "aiCallPrompt", id, maxChars: 1_000 });
    return /call:([\w.-]+)/.exec(prompt?.text ?? "")?.[1] ?? "";
  }
}, 300_000);

/** Waits until the provider has served so many requests more. */
async function moreServed({ books }: Provider, more: number): Promise<void> {
  const enough = books.length + more;
  await expect.poll(() => books.length >= enough, { interval: 2, timeout: 120_000 }).toBe(true);
}

function countOf(calls: readonly { readonly key: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of calls) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
