import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { openFirstRun, untilAlive } from "./first-run.js";

const main = (page: Page) => page.getByRole("main");

async function openAnnotations(page: Page, search = ""): Promise<void> {
  await openFirstRun(page);
  await page.goto(`/annotations${search}`);
  await untilAlive(page);
}

/** The lines of the file that a format of the open list gives. */
async function exported(page: Page, format: "CSV" | "NDJSON"): Promise<string[]> {
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: new RegExp(`^${format}`) }).click();
  const text = await readFile(await (await download).path(), "utf8");
  return text.trimEnd().split(/\r?\n/);
}

test("annotations of all runs are narrowed by actor and key, lead to their run, and keep it all in the address", async ({
  page,
}) => {
  await openAnnotations(page);
  const filters = page.getByRole("complementary", { name: "Filters" });

  await filters.getByRole("button", { name: /^licence-assessor/ }).click();
  await filters.getByRole("button", { name: /^outcome/ }).click();

  await expect(page).toHaveURL(/who=licence-assessor/);
  await expect(page).toHaveURL(/key=Decision\.outcome/);
  await expect(main(page).getByText("Needs review").first()).toBeVisible();
  await expect(main(page).getByText("Footprint.")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Show the runs" })).toHaveAttribute(
    "href",
    /q=ann:Decision\.outcome\+actor:licence-assessor/,
  );

  await main(page)
    .getByRole("article")
    .first()
    .getByRole("link", { name: /^Licence review/ })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Licence review" })).toBeVisible();
  await page.goBack();
  await expect(filters.getByRole("button", { name: /^outcome/ })).toHaveAttribute("aria-pressed", "true");
});

test("values of a key are counted, and their sum is what the stream and the file hold", async ({ page }) => {
  await openAnnotations(page, "?view=values&by=Decision.outcome");
  const values = page.getByRole("table", { name: /^Values of Decision\.outcome/ });
  await expect(values).toBeVisible();

  const counts = await values.locator("tbody td:nth-child(3)").allTextContents();
  const total = counts.reduce((sum, count) => sum + Number(count.replace(",", "")), 0);
  await expect(main(page)).toContainText(`Decision.outcome was stated ${total} times`);
  const row = values.getByRole("row").nth(1);
  const [value = "", stated = ""] = [
    await row.getByRole("button").textContent(),
    await row.locator("td").nth(2).textContent(),
  ].map((text) => text ?? "");

  await row.getByRole("button").click();
  await expect(page).toHaveURL(/key=Decision\.outcome/);
  await expect(main(page)).toContainText(`All ${stated} shown`);
  const lines = await exported(page, "NDJSON");
  expect(lines).toHaveLength(Number(stated));
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ key: "Decision.outcome", value });

  await page.goBack();
  await values.getByRole("link", { name: new RegExp(`${value}$`) }).click();
  await expect(page).toHaveURL(/\/runs\?q=ann:Decision\.outcome/);
  await expect(page.getByRole("row").filter({ hasText: "Licence review" }).first()).toBeVisible();
});

test("an actor with one version only has nothing to be compared with", async ({ page }) => {
  await openAnnotations(page, "?view=versions");
  await expect(page.getByRole("heading", { name: "Whose versions?" })).toBeVisible();

  await page.getByRole("combobox", { name: "Actor" }).selectOption("agent:licence-assessor");

  await expect(page.getByRole("heading", { name: "There is nothing to compare" })).toBeVisible();
});

test("a list of runs is taken away as CSV, as narrowed as it is shown", async ({ page }) => {
  await openFirstRun(page);
  await page.goto("/runs?q=wf:licence-review&status=COMPLETED");
  await untilAlive(page);
  const rows = page.getByRole("row").filter({ hasText: "Completed" });
  await expect(rows.first()).toBeVisible();

  const [head, ...lines] = await exported(page, "CSV");

  expect(head).toContain("id,workflowId,workflowName,status,createdAt");
  expect(lines.length).toBeGreaterThanOrEqual(1);
  for (const line of lines) expect(line).toContain(",licence-review,Licence review,COMPLETED,");
});

test("nothing that matches, and a filter that is not known, are told", async ({ page }) => {
  await page.goto("/annotations?scope=nowhere&colour=red");

  await expect(page.getByRole("heading", { name: "No annotation matches" })).toBeVisible();
  await expect(page.getByText(/colour/)).toBeVisible();
  const refused = await page.request.get("/api/export/annotations?filter=%7B%22colour%22%3A1%7D");
  expect(refused.status()).toBe(400);
});
