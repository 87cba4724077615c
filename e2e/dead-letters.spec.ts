/**
 * What failed for good, with a real receiver that refuses events and a real worker that publishes them again: found,
 * grouped, replayed with care, discarded, and said to be seen to.
 */

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { type OwnProduct, startOwnProduct } from "./dead-letters/own-product.js";
import {
  type Billing,
  PER_RUN,
  publishAll,
  startBilling,
  writeFailedRuns,
  writeRuns,
} from "./dead-letters/trouble.js";
import { untilAlive } from "./first-run.js";

const RUNS = 100;
/** Four of the eight events of each run. */
const REFUSED = 400;
const FAILED_RUNS = 3;
/** A worker looks every two seconds, and two dashboards share the machine. */
const DONE_WITHIN_MS = 150_000;

test.describe.configure({ mode: "serial" });

let product: OwnProduct;
let billing: Billing;
let stopWorker: (() => Promise<void>) | undefined;
let runIds: readonly string[];

test.beforeAll(async ({ browserName: _ }, { project }) => {
  product = await startOwnProduct(project.name);
  billing = await startBilling();
});
test.afterAll(async () => {
  await stopWorker?.();
  await billing?.close();
  await product?.stop();
});

async function open(page: Page, address: string): Promise<void> {
  await page.goto(`${product.address}${address}`);
  await untilAlive(page);
}

/** A group's row, by its type and a word of its error. */
const group = (page: Page, type: string, word: string) =>
  page.getByRole("row").filter({ hasText: type }).filter({ hasText: word }).first();

const panel = (page: Page) => page.getByRole("complementary", { name: "The failures in hand" });
const views = (page: Page) => page.getByRole("navigation", { name: "Views of dead letters" });

/** What axe finds on the page as it is, in both themes. */
async function findings(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    found.push(
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`)),
    );
  }
  return found;
}

test("where nothing failed, the page says how it knows", async ({ page }) => {
  await open(page, "/dead-letters");

  await expect(page.getByRole("heading", { name: "No dead events in 7 days" })).toBeVisible();
  await expect(page.getByText("0 events were published in 24 h.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Dead letters" })).not.toContainText(/\d|\?/);
  await views(page).getByRole("link", { name: "Outbox" }).click();
  await expect(page).toHaveURL(/tab=outbox/);
  await expect(page.getByText("Nothing waits: every event was published, or given up.")).toBeVisible();
  await expect(page.getByText("No run has a hole")).toBeVisible();
  await views(page).getByRole("link", { name: "Replays" }).click();
  await expect(page.getByRole("heading", { name: "Nothing was replayed yet" })).toBeVisible();
});

test("400 refused events are grouped by what they have in common, and the broken order is shown", async ({
  page,
}) => {
  runIds = await writeRuns(product.store, RUNS);
  await publishAll(product.store, billing.url);
  await writeFailedRuns(product.store, FAILED_RUNS);

  await open(page, "/dead-letters");

  await expect(group(page, "annotation:created", "no account")).toContainText("200");
  await expect(group(page, "stage:completed", "no account")).toContainText("100");
  await expect(group(page, "stage:completed", "expected a number")).toContainText("100");
  await expect(views(page).getByRole("link", { name: "Dead events 400" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Dead letters" })).toContainText(String(REFUSED + FAILED_RUNS));
  await expect(page.getByText("400 published in 24h")).toBeVisible();

  await group(page, "stage:completed", "expected a number")
    .getByRole("button", { name: "stage:completed", exact: true })
    .click();
  await expect(page).toHaveURL(/open=/);
  await page.getByRole("button", { name: "95 more in this group" }).click();
  await expect(page).toHaveURL(/as=list/);
  await expect(page.getByRole("row")).toHaveCount(51);
  await page.reload();
  await expect(page.getByRole("row")).toHaveCount(51);
  await page.getByRole("button", { name: "Older" }).click();
  await expect(page.getByRole("row")).toHaveCount(101);

  await open(page, "/dead-letters?tab=outbox");
  const holes = page.getByRole("img", { name: /^Events 1 to 8: 2, 3, 5, 6 dead; 4 holes, 3 after them$/ });
  await expect(holes.first()).toBeVisible();
  await expect(page.getByText("Showing 20 of 100 runs with holes")).toBeVisible();
  const squares = holes.first().locator("[data-sq]");
  expect(await squares.evaluateAll((all) => all.map((square) => square.getAttribute("title")))).toEqual([
    "1: published",
    "2: dead",
    "3: dead",
    "4: delivered past a hole",
    "5: dead",
    "6: dead",
    "7: delivered past a hole",
    "8: delivered past a hole",
  ]);
});

test("by keyboard: a row is selected and looked at, with its error and payload, and the next one", async ({
  page,
}) => {
  await open(page, "/dead-letters?as=list");
  await expect(page.getByRole("row")).toHaveCount(51);

  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "Selected failures" })).toContainText("1 selected");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy payloads" }).click();
  await expect(page.getByRole("status", { name: "What happened" })).toHaveText("1 payload is copied");
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toMatchObject({
    stage: "summarize",
  });
  await page.getByRole("row").nth(1).getByRole("checkbox").focus();
  await page.keyboard.press("o");
  await expect(panel(page)).toContainText("1 of 50");
  await expect(panel(page)).toContainText("HTTP 422");
  await expect(panel(page).getByRole("region", { name: "Payload, JSON" })).toContainText("summarize");
  const first = await panel(page).getByRole("heading", { level: 3 }).first().textContent();
  await page.keyboard.press("j");
  await expect(panel(page)).toContainText("2 of 50");
  await expect(panel(page).getByRole("heading", { level: 3 }).first()).not.toHaveText(first ?? "");
  await expect(page).toHaveURL(/look=/);
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Selected failures" })).toHaveCount(0);
});

test("nothing hides beside the page, and everybody can use it", async ({ page }) => {
  for (const width of [360, 900, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    for (const address of ["/dead-letters", "/dead-letters?as=list", "/dead-letters?tab=outbox"]) {
      await open(page, address);
      await expect(
        page
          .locator("#main")
          .getByText(/no account|holes/)
          .first(),
      ).toBeVisible();
      const [needed, has] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(needed, `${address} at ${width}`).toBeLessThanOrEqual(has ?? 0);
    }
  }

  await page.setViewportSize({ width: 1280, height: 900 });
  await open(page, "/dead-letters?as=list");
  await expect(page.getByRole("row")).toHaveCount(51);
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await expect(panel(page).getByRole("region", { name: "Payload, JSON" })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await open(page, "/dead-letters");
  await group(page, "annotation:created", "no account")
    .getByRole("button", { name: /^Replay 200/ })
    .click();
  await expect(panel(page)).toContainText("Replay 200 events of 100 runs");
  expect(await findings(page)).toEqual([]);
  await open(page, "/dead-letters?tab=outbox");
  await expect(page.getByText("runs with holes")).toBeVisible();
  expect(await findings(page)).toEqual([]);
});

test("a canary that is refused again stops the replay, and nothing else was tried", async ({ page }) => {
  stopWorker = product.startWorker(billing.url);
  const before = billing.posted.length;
  await open(page, "/dead-letters");
  await page.getByRole("button", { name: "Replay all 400…" }).click();
  const start = panel(page).getByRole("button", { name: /^Replay 400 events/ });
  await expect(panel(page)).toContainText("Canary, 1 event");
  await expect(panel(page)).toContainText("Rest, here 389");
  await expect(start).toBeDisabled();
  await panel(page).getByLabel("Reason").fill("perhaps it works");
  await page.keyboard.press("ControlOrMeta+Enter");

  await expect(page).toHaveURL(/\/bulk\//);
  await expect(
    page.getByText(
      "It stopped at canary: 1 of 1 failed again, where at most 20 % may. 399 events were left alone.",
    ),
  ).toBeVisible({
    timeout: DONE_WITHIN_MS,
  });
  await expect(page.getByText("perhaps it works")).toBeVisible();
  await page
    .getByRole("navigation", { name: "Results" })
    .getByRole("link", { name: /^Failed again/ })
    .click();
  await expect(page.getByRole("row").filter({ hasText: "HTTP 422" })).toHaveCount(1);

  await stopWorker();
  stopWorker = undefined;
  expect(new Set(billing.posted.slice(before).map(({ body }) => body)).size).toBe(1);
});

test("mended, all 400 are published, each once and in the order of its run, and the report says so", async ({
  page,
}) => {
  // What the canary was is tried again by itself; it is given up again, so that all are dead.
  await expect
    .poll(async () => {
      await publishAll(product.store, billing.url);
      return (await product.store.read.failures.counts()).event;
    })
    .toBe(REFUSED);
  billing.mend();
  const before = billing.taken.length;
  stopWorker = product.startWorker(billing.url);

  await open(page, "/dead-letters");
  await page.getByRole("button", { name: "Replay all 400…" }).click();
  await panel(page).getByLabel("Reason").fill("billing is mended");
  await panel(page)
    .getByRole("button", { name: /^Replay 400 events/ })
    .click();
  await expect(page.getByRole("progressbar", { name: "Progress" })).toHaveAttribute(
    "aria-valuetext",
    "400 of 400: 400 done, 0 failed, 0 skipped; of those done 400 ended well, 0 failed again",
    { timeout: DONE_WITHIN_MS },
  );
  await expect(page.locator(".bulk-title")).toContainText("Done", { timeout: DONE_WITHIN_MS });
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const file = await page.request.get(
    `${product.address}/api/export/bulk-items?${new URLSearchParams({ as: "ndjson", filter: JSON.stringify({ id }) })}`,
    { headers: { "x-stageline-client": "1" } },
  );
  const items = (await file.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { outcome: string });
  expect(items.map(({ outcome }) => outcome)).toEqual(Array.from({ length: REFUSED }, () => "SUCCEEDED"));

  expect(billing.taken.map(({ runId, sequence }) => `${runId} ${sequence}`).sort()).toEqual(
    runIds.flatMap((run) => Array.from({ length: PER_RUN }, (_, index) => `${run} ${index + 1}`)).sort(),
  );
  for (const run of runIds) {
    const late = billing.taken.slice(before).filter(({ runId }) => runId === run);
    expect(late.map(({ sequence }) => sequence)).toEqual([2, 3, 5, 6]);
  }
  await open(page, "/dead-letters?tab=outbox");
  await expect(page.getByText("No run has a hole")).toBeVisible();
  await views(page).getByRole("link", { name: "Replays" }).click();
  await expect(page.getByRole("row").filter({ hasText: "400 of 400 published" })).toHaveCount(1);
  await expect(
    page.getByRole("row").filter({ hasText: "stopped at canary: 1 of 1 failed again" }),
  ).toHaveCount(1);
});

test("failures that are alike are resolved or ignored with a reason, and that is taken back", async ({
  page,
}) => {
  const other = await startBilling();
  await stopWorker?.();
  stopWorker = undefined;
  try {
    await writeRuns(product.store, 2);
    await publishAll(product.store, other.url);
  } finally {
    await other.close();
  }
  await open(page, "/dead-letters");
  const number = group(page, "stage:completed", "expected a number");
  await expect(number).toBeVisible();

  await number.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: /^Resolve/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Resolve" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("billing knows");
  await dialog.getByRole("button", { name: "Resolve" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(number).toHaveCount(0);
  await expect(views(page).getByRole("link", { name: "Dead events 6" })).toBeVisible();
  // What is hidden is not meant by "all".
  await expect(page.getByRole("button", { name: "Replay all 6…" })).toBeVisible();

  await page.getByRole("button", { name: "Show 1 settled group" }).click();
  await expect(page).toHaveURL(/settled=true/);
  await expect(number).toContainText("resolved");
  await number.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: /^Take that back/ }).click();
  await dialog.getByLabel("Reason").fill("it does not");
  await dialog.getByRole("button", { name: "Take it back" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(number).not.toContainText("resolved");

  await number.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: /^Ignore/ }).click();
  await dialog.getByLabel("Reason").fill("nobody reads them");
  await dialog.getByRole("button", { name: "Ignore" }).click();
  await expect(number).toContainText("ignored");
  await open(page, "/settings/audit");
  for (const reason of ["billing knows", "it does not", "nobody reads them"])
    await expect(page.getByRole("row").filter({ hasText: reason })).toHaveCount(1);
});

test("what is discarded is never sent, and the report says who wanted it and why", async ({ page }) => {
  const before = billing.posted.length;
  stopWorker = product.startWorker(billing.url);
  await open(page, "/dead-letters");
  const row = group(page, "stage:completed", "no account");
  await row.getByRole("checkbox").check();
  await page
    .getByRole("region", { name: "Selected failures" })
    .getByRole("button", { name: "Discard…" })
    .click();
  const dialog = page.getByRole("dialog", { name: "Discard 2 events?" });
  await expect(dialog).toContainText("cannot be undone");
  await expect(dialog.getByRole("button", { name: "Discard 2 events" })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("the account is closed");
  await dialog.getByRole("button", { name: "Discard 2 events" }).click();

  await expect(page.getByRole("heading", { level: 1 })).toContainText("Discard 2 events: billing: HTTP 422");
  await expect(page.locator(".bulk-title")).toContainText("Done", { timeout: DONE_WITHIN_MS });
  await expect(page.getByText("the account is closed")).toBeVisible();
  await open(page, "/dead-letters");
  await expect(group(page, "annotation:created", "no account")).toBeVisible();
  await expect(row).toHaveCount(0);
  expect(billing.posted.length).toBe(before);
});

test("runs that failed alike are found together, and lead to the list of runs", async ({ page }) => {
  await open(page, "/dead-letters?tab=jobs");
  await expect(group(page, "assess", "429 rate limit from model")).toContainText(String(FAILED_RUNS));

  await views(page)
    .getByRole("link", { name: /^Failed runs/ })
    .click();
  const cohort = group(page, "licence-review", "429 rate limit from model");
  await expect(cohort).toContainText(String(FAILED_RUNS));
  await cohort.getByRole("button", { name: /^Rerun 3/ }).click();
  const dialog = page.getByRole("dialog", { name: "Rerun 3 runs?" });
  await expect(dialog).toContainText("Canary, 1 run");
  await expect(dialog).toContainText("failed alike");
  await page.keyboard.press("Escape");
  await cohort.getByRole("link", { name: "licence-review" }).click();
  await expect(page).toHaveURL(/alike=[0-9a-f]{16}/);
  await expect(page.getByRole("link", { name: "Licence review" })).toHaveCount(FAILED_RUNS);
  await page.getByRole("button", { name: "Remove: failed alike" }).click();
  await expect(page).not.toHaveURL(/alike=/);
});
