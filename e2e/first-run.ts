/** The licence review that a new installation starts by itself, opened in the browser. */

import { expect, type Page } from "@playwright/test";

/** It reads hundreds of packages. */
const DONE_WITHIN_MS = 50_000;

export const STAGES = [
  "Inventory",
  "Classify licences",
  "Find notices",
  "Measure footprint",
  "Assess",
  "Report",
] as const;

/** Waits until the run has ended well and opens its page. @returns the page's address */
export async function openFirstRun(page: Page): Promise<string> {
  await page.goto("/runs");
  // Other specs may have started reviews of their own; the first one is the oldest.
  const row = page
    .getByRole("row")
    .filter({ hasText: "Licence review" })
    .filter({ hasText: "Completed" })
    .last();
  await expect(row).toBeVisible({ timeout: DONE_WITHIN_MS });
  await row.getByRole("link", { name: "Licence review" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Licence review" })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Waits until the page hears keys: its stream of changes is opened when it has come alive. */
export const untilAlive = (page: Page) =>
  expect(page.locator("header .live")).toHaveAttribute("title", "Told of changes as they happen");

/** The status in the header of a run's page. */
export const statusOf = (page: Page) => page.locator("header.rh .st");

/** Opens a view of the run. */
export const openTab = (page: Page, name: RegExp) =>
  page.getByRole("navigation", { name: "Views of the run" }).getByRole("link", { name }).click();
