/**
 * Takes the pictures of docs/screenshots: every page in both themes, of the production build, with the data of the
 * first run. `npm run screenshots`; words choose pictures by name: `npm run screenshots -- palette runs`.
 */

import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { anyFreePort } from "../../scripts/ports.mjs";
import { step } from "../../scripts/progress.mjs";
import { dataFolder, root } from "../../scripts/project.mjs";
import { findBrowser } from "../browser.js";
import { startTrouble } from "../dead-letters/trouble.js";
import { openFirstRun } from "../first-run.js";
import { startWholeProduct } from "../whole-product.js";
import { PICTURES, type Picture } from "./pictures.js";

const FOLDER = path.join(root, "docs/screenshots");
const THEMES = ["light", "dark"] as const;
const DESKTOP = { width: 1440, height: 900 };

const wanted = process.argv.slice(2);
const pictures = PICTURES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (pictures.length === 0) throw new Error(`Known pictures: ${PICTURES.map(({ name }) => name).join(", ")}`);

mkdirSync(FOLDER, { recursive: true });
const port = await anyFreePort();
const stop = await startWholeProduct({
  database: "sqlite",
  data: path.join(dataFolder, "screenshots"),
  port,
});
const trouble = pictures.some(({ isOfTrouble }) => isOfTrouble) ? await startTrouble() : undefined;
const browser = await chromium.launch((await findBrowser()).launchOptions);
try {
  await step("Screenshots", async ({ now, say }) => {
    const firstRun = await addressOfFirstRun(browser);
    for (const colorScheme of THEMES) {
      for (const picture of pictures) {
        now(`${picture.name}, ${colorScheme}`);
        await take(browser, picture, { firstRun, colorScheme });
      }
    }
    say(`${pictures.length * THEMES.length} in ${path.relative(root, FOLDER)}`);
  });
} finally {
  await browser.close();
  await trouble?.stop();
  await stop();
}

/** In UTC and without motion, so that a picture changes only when the page does. */
function open(
  from: Browser,
  { size = DESKTOP, isOfTrouble = false, colorScheme = "light" }: Partial<Picture> & Theme,
) {
  return from.newPage({
    baseURL: isOfTrouble ? trouble?.address : `http://127.0.0.1:${port}`,
    viewport: size,
    colorScheme,
    reducedMotion: "reduce",
    timezoneId: "UTC",
  });
}

interface Theme {
  readonly colorScheme?: (typeof THEMES)[number];
}

async function addressOfFirstRun(from: Browser): Promise<string> {
  const page = await open(from, {});
  const address = await openFirstRun(page);
  await page.close();
  return address;
}

async function take(
  from: Browser,
  picture: Picture,
  { firstRun, ...theme }: Theme & { readonly firstRun: string },
): Promise<void> {
  const page = await open(from, { ...picture, ...theme });
  await page.goto(picture.address(firstRun));
  await page.waitForLoadState("networkidle");
  await picture.prepare?.(page);
  await page.waitForLoadState("networkidle");
  await page.evaluate(writeElsewhere, { from: root, to: "/srv/stageline" });
  await page.screenshot({ path: path.join(FOLDER, `${picture.name}-${theme.colorScheme}.png`) });
  await page.close();
}

/** The first run reads this very checkout and says where it is, which is nobody's business. Runs in the page. */
function writeElsewhere({ from, to }: { from: string; to: string }): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (text.nodeValue?.includes(from)) text.nodeValue = text.nodeValue.replaceAll(from, to);
  }
}
