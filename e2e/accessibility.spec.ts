import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { callApi } from "./call-api.js";
import { openFirstRun } from "./first-run.js";

const VIEWS = [
  "timeline",
  "timeline&path=true",
  "graph",
  "graph&overlay=path",
  "timeline&diff=1..2",
  "annotations",
  "annotations&as=matrix",
  "calls",
  "logs",
  "artifacts",
  "events",
  "data",
];

const LISTS_AND_FORMS = [
  "/runs?sel=*",
  "/runs?q=zzz",
  "/runs/new",
  "/runs/none",
  "/nowhere",
  "/cost",
  "/cost?wf=none",
  "/bulk",
  "/annotations",
  "/annotations?view=values",
  "/annotations?view=versions",
  "/bulk/none",
  "/settings",
  "/settings/audit",
  "/sign-in",
  "/queue",
  "/queue?tab=workers",
  "/queue?tab=paused",
  "/dead-letters",
  "/dead-letters?as=list",
  "/dead-letters?tab=outbox",
  "/dead-letters?tab=jobs",
  "/dead-letters?tab=runs",
  "/dead-letters?tab=replays",
];

/** Of an action that finds nothing to do. @returns its address */
async function bulkReport(page: Page): Promise<string> {
  const id = crypto.randomUUID();
  const target = { ids: ["no-such-run", "no-such-run-either"] };
  await callApi(page, "bulk.start", { kind: "cancel", target, reason: "to look at it", id });
  return `/bulk/${id}`;
}

/** What axe finds, by rule and place. What is dark differs from what is light by its colours alone. */
async function findings(page: Page, colorScheme: "light" | "dark"): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (colorScheme === "dark" ? axe.withRules("color-contrast") : axe).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, reducedMotion: "reduce" });

    test("lists and forms are accessible", async ({ page }) => {
      test.slow();
      await openFirstRun(page);
      for (const address of [...LISTS_AND_FORMS, await bulkReport(page)]) {
        await page.goto(address);
        await page.waitForLoadState("networkidle");
        await expect(page.locator("html")).toHaveAttribute("data-theme", colorScheme);
        expect(await findings(page, colorScheme), address).toEqual([]);
      }
    });

    test("palette, keys, appearance and notices are accessible", async ({ page }) => {
      test.slow();
      await page.goto(`${await openFirstRun(page)}?colour=red`);
      await expect(page.getByText(/does not understand/)).toBeVisible();
      await page.waitForLoadState("networkidle");
      expect(await findings(page, colorScheme), "notice").toEqual([]);
      for (const [key, name] of [
        ["ControlOrMeta+k", "Find or do"],
        ["?", "Keys of this page"],
      ] as const) {
        await page.keyboard.press(key);
        await expect(page.getByRole("dialog", { name })).toBeVisible();
        await page.waitForLoadState("networkidle");
        expect(await findings(page, colorScheme), name).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
      await page.getByRole("button", { name: "Appearance" }).click();
      await expect(page.getByRole("dialog", { name: "Appearance" })).toBeVisible();
      expect(await findings(page, colorScheme), "appearance").toEqual([]);
    });

    test("every view of a run is accessible, with and without details", async ({ page }) => {
      // Ten examinations, each of a whole page.
      test.slow();
      const address = await openFirstRun(page);
      for (const view of VIEWS) {
        await page.goto(`${address}?tab=${view}`);
        await expect(page.getByRole("status", { name: "Loading" })).toHaveCount(0);
        await page.waitForLoadState("networkidle");
        expect(await findings(page, colorScheme), view).toEqual([]);
      }
      await page.goto(address);
      await page.getByRole("button", { name: "Assess", exact: true }).click();
      await expect(page.getByRole("complementary", { name: "Assess, details" })).toContainText("rationale");
      expect(await findings(page, colorScheme), "details").toEqual([]);

      await page.getByRole("button", { name: "Rerun from here…" }).click();
      await expect(page.getByRole("dialog")).toContainText("runs again");
      expect(await findings(page, colorScheme), "dialog").toEqual([]);
    });
  });
}

test("the dashboard follows the chosen theme from the first paint on", async ({ page }) => {
  await page.goto("/runs");
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: "Appearance" }).click();
  await page.getByRole("group", { name: "Theme" }).getByText("Dark").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

for (const width of [360, 900, 1920]) {
  test(`nothing is cut off at ${width} pixels`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 800 });
    const address = await openFirstRun(page);
    const report = await bulkReport(page);
    for (const path of [
      "/runs",
      "/runs/new",
      "/bulk",
      "/settings",
      "/settings/audit",
      "/queue",
      "/queue?tab=workers",
      report,
      ...VIEWS.map((view) => `${address}?tab=${view}`),
    ]) {
      await page.goto(path);
      await page.waitForLoadState("networkidle");
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
}

test("the list is used by keyboard alone", async ({ page }) => {
  await openFirstRun(page);
  await page.goto("/runs");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();

  await page.getByRole("link", { name: "Licence review" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Licence review" })).toBeVisible();
});
