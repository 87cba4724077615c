/**
 * How much work a frame is while a timeline of thousands of bars is zoomed and moved, in a real browser against the
 * production build. `npm run build`, then `npm run bench:timeline [-- --bars 10000 --database postgresql]`. Fails above
 * the budget.
 */

import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { openStore } from "@stageline/engine/store";
import { anyFreePort } from "../../scripts/ports.mjs";
import { startEphemeralPostgres } from "../../scripts/postgres/ephemeral.mjs";
import { migrateDatabase } from "../../scripts/product/migrations.mjs";
import { startProduct } from "../../scripts/product/product.mjs";
import { dataFolder } from "../../scripts/project.mjs";
import { findBrowser } from "../browser.js";
import { framesDuring, percentile } from "./frames.js";
import { writeWideRun } from "./wide-run.js";

const BUDGET_MS = 12;
/** Rows of a window and those ready around it; less than one part of each is drawn when the view is narrow. */
const MOST_BARS = 100;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    database: { type: "string", default: "sqlite" },
    bars: { type: "string", default: "10000" },
    turns: { type: "string", default: "240" },
  },
});
const data = path.join(dataFolder, "timeline-frames");
rmSync(data, { recursive: true, force: true });
mkdirSync(data, { recursive: true });
const server = values.database === "sqlite" ? undefined : await startEphemeralPostgres();
const databaseUrl = server?.url ?? `file:${path.join(data, "stageline.db")}`;
await migrateDatabase(databaseUrl);
const store = await openStore(databaseUrl);
const runId = await writeWideRun(store, { stages: Number(values.bars) });
await store.close();
const product = startProduct({ data, databaseUrl, port: await anyFreePort() });
await product.ready();
const browser = await chromium.launch((await findBrowser()).launchOptions);
try {
  const page = await browser.newPage({ baseURL: product.address, viewport: { width: 1440, height: 900 } });
  await page.goto(`/runs/${runId}`);
  await page.getByRole("slider", { name: "Part of the run in view" }).waitFor();
  await page.waitForLoadState("networkidle");
  const turns = Number(values.turns);
  const zooming = await framesDuring(page, () => zoomInAndOut(page, turns));
  await zoomTo(page, 60);
  const narrow = await framesDuring(page, () => zoomInAndOut(page, turns));
  const scrolling = await framesDuring(page, () => scroll(page, turns));
  console.log(
    `${Number(values.bars).toLocaleString("en")} bars on ${values.database}, ${turns} turns of the wheel each`,
  );
  for (const [name, { work, bars }] of Object.entries({ zooming, "zoomed in": narrow, scrolling })) {
    const [p50, p95, most] = [0.5, 0.95, 1].map((share) => percentile(work, share).toFixed(1));
    console.log(
      `${name.padEnd(10)} ${work.length} frames, work p50 ${p50} ms, p95 ${p95} ms, max ${most} ms; at most ${bars} parts of bars`,
    );
  }
  const p95 = Math.max(percentile(zooming.work, 0.95), percentile(narrow.work, 0.95));
  if (p95 > BUDGET_MS || narrow.bars > MOST_BARS) process.exitCode = 1;
} finally {
  await browser.close();
  await product.stop();
  await server?.stop();
}

/** In for a while at one place, out again at another. */
async function zoomInAndOut(page: Page, turns: number): Promise<void> {
  await page.keyboard.down("Control");
  for (let turn = 0; turn < turns; turn++) {
    const isIn = turn % 40 < 20;
    if (turn % 20 === 0) await page.mouse.move(500 + ((turn * 7) % 800), 600);
    await page.mouse.wheel(0, isIn ? -60 : 60);
  }
  await page.keyboard.up("Control");
}

async function zoomTo(page: Page, turns: number): Promise<void> {
  await page.keyboard.down("Control");
  await page.mouse.move(900, 600);
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, -60);
  await page.keyboard.up("Control");
}

async function scroll(page: Page, turns: number): Promise<void> {
  await page.mouse.move(900, 600);
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, 200);
}
