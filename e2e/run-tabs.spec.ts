import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { openFirstRun, openTab } from "./first-run.js";

test.beforeEach(async ({ page }) => {
  await openFirstRun(page);
});

test("annotations are counted by actor and key, and narrowed by a click", async ({ page }) => {
  await openTab(page, /Annotations/);
  const facets = page.getByRole("complementary", { name: "Filters" });

  await facets.getByRole("button", { name: /^Decision \d/ }).click();

  await expect(page).toHaveURL(/key=Decision\./);
  await expect(page.getByRole("article").first()).toContainText("Decision.");
  await expect(facets.getByRole("button", { name: /^rule/ })).toHaveCount(0);
  await expect(facets.getByRole("button", { name: /^Quality \d/ })).toBeVisible();
});

test("the matrix has the last value of every key", async ({ page }) => {
  await openTab(page, /Annotations/);
  await page.getByRole("button", { name: "Matrix" }).click();

  const row = page.getByRole("row").filter({ hasText: "Quality.coverage" });
  await expect(row.getByRole("cell").first()).toContainText(/0\.\d+/);
  await page.reload();
  await expect(row).toBeVisible();
});

test("a call says how its cost came about and where its tokens went", async ({ page }) => {
  await openTab(page, /AI calls/);
  await page.getByRole("table").getByRole("button").first().click();

  await expect(page.getByText("Runs in the worker itself: free")).toBeVisible();
  await page.getByRole("button", { name: "Prompt", exact: true }).click();
  await expect(page.getByRole("region", { name: "Prompt", exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText("Runs in the worker itself: free")).toBeVisible();
});

test("a log is narrowed by stage and level, linked to by line, and downloaded", async ({ page }) => {
  await openTab(page, /Logs/);
  await page.getByRole("combobox", { name: /^Stage/ }).selectOption("inventory");
  const line = page.locator(".log").filter({ hasText: "Looking for installed packages" });
  await line.getByRole("link").click();
  await expect(page).toHaveURL(/stage=inventory.*#L/);
  await expect(line).toHaveClass(/linked/);

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: ".log", exact: true }).click(),
  ]);
  expect(await readFile(await file.path(), "utf8")).toContain("Looking for installed packages");

  await page.keyboard.press("e");
  await expect(page.getByRole("heading", { name: "No line matches" })).toBeVisible();
  await expect(page.getByText(/stage inventory · error/)).toBeVisible();
});

test("a value is unfolded, searched, copied from by path, and downloaded whole", async ({ page }) => {
  await openTab(page, /Input/);
  const output = page.getByRole("region", { name: "Output", exact: true });
  await output.getByRole("button", { name: "Tree" }).click();
  await output.getByRole("treeitem").filter({ hasText: "byOutcome" }).first().click();
  await expect(output.getByRole("button", { name: "Copy as jq" })).toBeVisible();
  await expect(output.getByText("byOutcome", { exact: true })).toBeVisible();

  await output.getByRole("button", { name: "Find in Output" }).click();
  await page.keyboard.type("outcome");
  await expect(output.locator("mark").first()).toHaveText(/outcome/i);

  const [file] = await Promise.all([
    page.waitForEvent("download"),
    output.getByRole("link", { name: "Download Output" }).click(),
  ]);
  expect(JSON.parse(await readFile(await file.path(), "utf8"))).toHaveProperty("byOutcome");
});
