/**
 * How long after a commit it is on the page, measured in a real browser against the production build: a worker in this
 * process reports progress, a run's page shows it. `npm run build`, then `pnpm bench:live [-- --database sqlite]`.
 */

import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { anyFreePort } from "../../scripts/ports.mjs";
import { startEphemeralPostgres } from "../../scripts/postgres/ephemeral.mjs";
import { migrateDatabase } from "../../scripts/product/migrations.mjs";
import { startProduct } from "../../scripts/product/product.mjs";
import { dataFolder } from "../../scripts/project.mjs";
import { findBrowser } from "../browser.js";
import { beat } from "./beat.js";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    database: { type: "string", default: "postgresql" },
    beats: { type: "string", default: "60" },
  },
});
const beats = Number(values.beats);
const data = path.join(dataFolder, "commit-to-pixel");
rmSync(data, { recursive: true, force: true });
mkdirSync(data, { recursive: true });
const server = values.database === "sqlite" ? undefined : await startEphemeralPostgres();
const databaseUrl = server?.url ?? `file:${path.join(data, "stageline.db")}`;
await migrateDatabase(databaseUrl);
const port = await anyFreePort();
const product = startProduct({ data, databaseUrl, port });
await product.ready();
const browser = await chromium.launch((await findBrowser()).launchOptions);
try {
  const page = await browser.newPage({ baseURL: `http://127.0.0.1:${port}` });
  const committedAt = await beat(databaseUrl, {
    beats,
    onStarted: (runId) => watch(page, runId),
  });
  const shownAt = await page.evaluate(
    () => (window as Window & { beats?: Record<string, number> }).beats ?? {},
  );
  const waits = Object.entries(shownAt)
    .flatMap(([number, at]) => {
      const committed = committedAt.get(Number(number));
      return committed === undefined ? [] : [at - committed];
    })
    .sort((a, b) => a - b);
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))];
  console.log(
    `Commit to pixel on ${values.database}: ${waits.length} of ${committedAt.size} seen, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`,
  );
} finally {
  await browser.close();
  await product.stop();
  await server?.stop();
}

/** Notes in the page when each beat is first drawn, by the clock that the worker's process has too. */
async function watch(page: Page, runId: string): Promise<void> {
  await page.goto(`/runs/${runId}`);
  await page.locator("header .live", { hasText: "Live" }).waitFor();
  await page.evaluate(() => {
    const beats: Record<string, number> = {};
    Object.assign(window, { beats });
    const look = () => {
      const number = /beat (\d+)/.exec(document.body.textContent ?? "")?.[1];
      if (number === undefined || number in beats) return;
      beats[number] = Number.NaN;
      // The next frame shows it.
      requestAnimationFrame(() => {
        beats[number] = Date.now();
      });
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}
