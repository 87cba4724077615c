/**
 * Processes are killed between doing something and writing down that they did. Effects and entries of the audit log
 * commit together, so afterwards each effect has its entry and each entry its effect.
 */

import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokenLink, EMPTY_CHAIN } from "../../src/domain/audit-chain.js";
import { openTestStore } from "../stores.js";
import { effectsIn, effectsOf, entriesOf } from "./effects.js";

/** On each database; `npm run audit-kills` asks for 1,000. */
const ACTIONS = Number(process.env.STAGELINE_TEST_AUDIT_ACTIONS ?? 30);
/** A process is killed after so many at most. */
const LONGEST_LIFE = 30;
const AT_ONCE = 2;

const root = path.resolve(import.meta.dirname, "../../../..");
const script = path.join(root, "scripts/run-typescript.mjs");
const acting = path.join(import.meta.dirname, "acting-process.ts");

/** Lives for so many actions and dies in the next one. Resolves to how many it had begun. */
async function livingFor(actions: number, url: string, name: number, started: Set<ChildProcess>) {
  const child = spawn(
    process.execPath,
    [script, acting, url, String(name), String(name % 3 === 0 ? 0 : actions)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  started.add(child);
  let begun = 0;
  for await (const _ of createInterface(child.stdout)) {
    begun += 1;
    // One of three dies anywhere: at once, a statement later, or several. The others are not that long-lived.
    if (begun === 2 * actions || (name % 3 === 0 && begun === actions))
      setTimeout(() => child.kill("SIGKILL"), name % 7);
  }
  started.delete(child);
  return begun;
}

describe.each(["sqlite", "postgresql"] as const)("%s", (kind) => {
  test(`${ACTIONS} actions of processes that are killed are in the audit log if they are done, and only then`, async ({
    onTestFinished,
  }) => {
    const { store, url = "", discard } = await openTestStore(kind);
    const started = new Set<ChildProcess>();
    onTestFinished(async () => {
      for (const child of started) child.kill("SIGKILL");
      await discard();
    });
    const lives = fc.sample(fc.integer({ min: 5, max: LONGEST_LIFE }), ACTIONS);

    let begun = 0;
    let born = 0;
    const one = async () => {
      while (begun < ACTIONS) {
        born += 1;
        begun += await livingFor(lives[born] ?? LONGEST_LIFE, url, born, started);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));

    const entries = await entriesOf(store);
    const effects = await effectsIn(store);
    const firstAttempt = Math.min(...Object.values(effects.runs).map(({ attempt }) => attempt));
    expect(entries.length).toBeGreaterThan(ACTIONS / 2);
    expect(effects).toEqual(effectsOf(entries, firstAttempt));
    expect(brokenLink(entries, EMPTY_CHAIN)).toBeUndefined();
    expect(await store.audit.head()).toEqual({
      sequence: entries.length,
      hash: entries.at(-1)?.hash,
    });
  }, 1_800_000);
});
