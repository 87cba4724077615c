/** Characters that show nothing by themselves, or turn what is beside them around, are seen on every page. */

import { expect, type Page, test } from "@playwright/test";
import { openStore } from "@stageline/engine/store";
import { urlOf } from "./databases.js";
import { type HostileRun, writeHostileRun } from "./hostile-text/hostile-run.js";

/** An override, an isolate, a zero-width space, a bell and a tag. */
const TEXT = "paid\u202Edesufer\u202C \u2066x\u2069 pay\u200Bpal \u0007 tag\u{E0041}";

/** What is on the page with such a character outside a mark, or read of an element with one. */
const unseenOn = (page: Page) =>
  page.evaluate(() => {
    const hidden = /[\u200B\u202A-\u202E\u2066-\u2069\u{E0041}]/u;
    const unseen: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (parent?.closest("script, style, .hidden-char") || !hidden.test(node.nodeValue ?? "")) continue;
      unseen.push(`${parent?.outerHTML.slice(0, 200)}`);
    }
    for (const element of document.body.querySelectorAll("[title], [aria-label], [placeholder], [alt]"))
      for (const name of ["title", "aria-label", "placeholder", "alt"])
        if (hidden.test(element.getAttribute(name) ?? ""))
          unseen.push(`${name} of ${element.outerHTML.slice(0, 200)}`);
    return unseen;
  });

const VIEWS = [
  "timeline",
  "graph",
  "annotations",
  "annotations&as=matrix",
  "calls",
  "logs",
  "artifacts",
  "events",
  "data",
];
/** Where the page shows what was asked for. */
const placeOf = (address: string) =>
  /[?&](tab|sel)=(?!runs)/.test(address) ? '[aria-label="Run details"]' : "main";
const pagesOf = ({ runId, stageRecordIds }: HostileRun) => [
  "/runs",
  ...VIEWS.map((view) => `/runs/${runId}?tab=${view}`),
  `/runs/${runId}?sel=${stageRecordIds[0]}`,
  "/annotations",
  "/dead-letters?tab=runs",
];

test("hidden characters are marked wherever they are, and copied as they are", async ({ page }, {
  project,
}) => {
  const store = await openStore(urlOf(project.name));
  const run = await writeHostileRun(store, [TEXT]);
  await store.close();

  for (const address of pagesOf(run)) {
    await page.goto(address);
    // What is loaded after the page is there, too: a page that only begins has little to be wrong.
    await expect(page.locator(`${placeOf(address)} .hidden-char`).first(), address).toBeAttached();
    await expect(async () => expect(await unseenOn(page), address).toEqual([])).toPass();
  }

  await page.goto(`/runs/${run.runId}`);
  const name = page.getByRole("heading", { level: 1 });
  await expect(name.getByTitle("U+202E right-to-left override")).toBeVisible();
  expect(await name.textContent()).toContain("paid\u202Edesufer");
});
