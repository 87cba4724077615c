/**
 * How long a JSON of 5 MB takes from the click to its first lines, measured in a real browser against the production
 * build. `npm run build`, then `npm run bench:json [-- --megabytes 5 --times 9]`.
 */

import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { openStore } from "@stageline/engine/store";
import { anyFreePort } from "../../scripts/ports.mjs";
import { migrateDatabase } from "../../scripts/product/migrations.mjs";
import { startProduct } from "../../scripts/product/product.mjs";
import { dataFolder } from "../../scripts/project.mjs";
import { findBrowser } from "../browser.js";
import { bigRun } from "./big-run.js";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: { megabytes: { type: "string", default: "5" }, times: { type: "string", default: "9" } },
});
const data = path.join(dataFolder, "big-json");
rmSync(data, { recursive: true, force: true });
mkdirSync(data, { recursive: true });
const databaseUrl = `file:${path.join(data, "stageline.db")}`;
await migrateDatabase(databaseUrl);
const store = await openStore(databaseUrl);
const runId = await bigRun(store, Number(values.megabytes) * 1_000_000);
await store.close();
const port = await anyFreePort();
const product = startProduct({ data, databaseUrl, port });
await product.ready();
const browser = await chromium.launch((await findBrowser()).launchOptions);
try {
  const waits: number[] = [];
  for (let time = 0; time < Number(values.times); time++) {
    const page = await browser.newPage({ baseURL: `http://127.0.0.1:${port}` });
    waits.push(await firstLinesMs(page, runId));
    await page.close();
  }
  waits.sort((a, b) => a - b);
  const at = (share: number) => Math.round(waits[Math.floor((waits.length - 1) * share)] ?? Number.NaN);
  console.log(
    `First lines of ${values.megabytes} MB of JSON: median ${at(0.5)} ms, worst of ${waits.length} ${at(1)} ms`,
  );
} finally {
  await browser.close();
  await product.stop();
}

/** From the click on the view to the frame that shows the value's first lines, on a page that was never open before. */
async function firstLinesMs(page: Page, run: string): Promise<number> {
  await page.goto(`/runs/${run}`);
  await page.waitForLoadState("networkidle");
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const tab = [...document.querySelectorAll("nav a")].find((link) =>
          link.textContent?.startsWith("Input / Output"),
        );
        let startedAt = 0;
        new MutationObserver((_, observer) => {
          const code = document.querySelector('section[aria-label="Input"] .code');
          if (!code?.textContent?.includes("first line")) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
        startedAt = performance.now();
        (tab as HTMLElement).click();
      }),
  );
}
