import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { brokenLink, EMPTY_CHAIN } from "../../src/domain/audit-chain.js";
import { openStore } from "../../src/store.js";
import { FRESH, type Kind, type TestDatabase } from "./databases.js";

const root = path.resolve(import.meta.dirname, "../../../..");

/** Processes that are killed. STAGELINE_TEST_KILLS=50 interrupts more than 1,000 actions. */
const KILLS = Number(process.env.STAGELINE_TEST_KILLS ?? 2);
/** Actions of each before it is killed, so that all of them fit a list of tokens. */
const ACTIONS = 25;

/** Kills it in the middle of whatever it does after so many actions. */
async function actUntilKilled(url: string): Promise<void> {
  const script = path.join(import.meta.dirname, "acting-process.ts");
  const child = spawn(process.execPath, [path.join(root, "scripts/run-typescript.mjs"), script, url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let acted = 0;
  child.stdout.on("data", (dots: Buffer) => {
    acted += dots.length;
    if (acted >= ACTIONS) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
}

describe.each(Object.keys(FRESH) as Kind[])("%s", (kind) => {
  let database: TestDatabase;
  afterEach(() => database?.drop());

  test(
    "whoever is killed while somebody acts leaves no effect without its audit entry and no entry without its effect",
    async () => {
      database = await FRESH[kind]();
      let last = EMPTY_CHAIN;

      for (let kill = 0; kill < KILLS; kill++) {
        await actUntilKilled(database.url);

        const store = await openStore(database.url);
        const entries = await store.audit.after(last.sequence, 500);
        const tokens = await store.access.listTokens();
        const head = await store.audit.head();
        await store.close();
        expect(entries.length).toBeGreaterThanOrEqual(ACTIONS);
        expect(brokenLink(entries, last)).toBeUndefined();
        last = head;
        expect(entries.at(-1)?.hash).toBe(head.hash);
        const newest = tokens.slice(0, entries.length).map(({ id }) => id);
        expect(newest.sort()).toEqual(entries.map(({ targetId }) => targetId).sort());
        if (kill === 0) expect(tokens).toHaveLength(entries.length);
      }
    },
    30_000 + KILLS * 15_000,
  );
});
