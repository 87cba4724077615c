import { expect, type Page, test } from "@playwright/test";
import { openFirstRun, untilAlive } from "./first-run.js";

const search = (page: Page) => page.getByRole("combobox", { name: "Search runs" });
const reviews = (page: Page) => page.getByRole("row").filter({ hasText: "Licence review" });

test("a search is built of tokens with suggestions, chips and honest errors, and lives in the address", async ({
  page,
}) => {
  await openFirstRun(page);
  await page.goto("/runs");
  await search(page).fill("wf:lic");
  await page.getByRole("option", { name: /wf:licence-review/ }).click();
  await expect(page).toHaveURL(/q=wf:licence-review|q=wf%3Alicence-review/);
  await expect(reviews(page)).not.toHaveCount(0);

  await search(page).fill("ann:Decision.outcome=nobody-said-this");
  await search(page).press("Enter");
  await expect(page.getByRole("heading", { name: "No run matches" })).toBeVisible();
  await page.getByRole("button", { name: "Remove ann:Decision.outcome=nobody-said-this" }).first().click();
  await expect(reviews(page)).not.toHaveCount(0);

  await search(page).fill("bogus:1");
  await search(page).press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "There is no “bogus:”" })).toBeVisible();
  await expect(reviews(page)).not.toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("alert").filter({ hasText: "bogus" })).toHaveCount(0);
});

test("a part of a run's id finds it; a number compares; a run that is no such is left out", async ({
  page,
}) => {
  const address = await openFirstRun(page);
  const id = decodeURIComponent(address.split("/").at(-1) ?? "");

  await page.goto(`/runs?q=${id.slice(0, 13)}`);
  await expect(reviews(page)).not.toHaveCount(0);
  await page.goto(`/runs?q=${id}+dur%3A%3E1ms`);
  await expect(reviews(page)).toHaveCount(1);
  await page.goto(`/runs?q=${id}+-wf%3Alicence-review`);
  await expect(page.getByRole("heading", { name: "No run matches" })).toBeVisible();
});

test("the strip of time narrows the list, and a view keeps the filters under a name", async ({ page }) => {
  await page.goto("/runs");
  const bars = page.getByRole("region", { name: "Runs over time" }).getByRole("img");
  await expect(bars).toBeVisible();
  const box = await bars.boundingBox();
  if (box === null) throw new Error("the strip is not drawn");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 2, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=/);

  await page.getByRole("button", { name: "Save view" }).click();
  await page.getByRole("textbox", { name: "Name of the view" }).fill("The late ones");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const views = page.getByRole("navigation", { name: "Views" });
  await views.getByRole("link", { name: "All" }).click();
  await expect(page).not.toHaveURL(/from=/);
  await views.getByRole("link", { name: "The late ones" }).click();
  await expect(page).toHaveURL(/from=.*to=/);
});

test("Space looks into a run beside the list, j goes on, Enter opens it", async ({ page }) => {
  await openFirstRun(page);
  await page.goto("/runs?status=COMPLETED");
  await expect(reviews(page)).not.toHaveCount(0);
  await untilAlive(page);

  await page.keyboard.press("j");
  await page.keyboard.press("Space");
  const peek = page.getByRole("complementary", { name: "The run in hand" });
  await expect(peek.getByText("Inventory")).toBeVisible();
  await expect(page).toHaveURL(/peek=/);
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/\/runs\/[^?]+$/);
});

test("columns are chosen, and the list can be told to stand still", async ({ page }) => {
  await page.goto("/runs?cols=ann:Decision.outcome,priority");
  await expect(page.getByRole("columnheader", { name: "Decision.outcome" })).toBeVisible();
  await page.getByRole("combobox", { name: "Add or remove a column" }).selectOption("priority");
  await expect(page.getByRole("columnheader", { name: "Priority" })).toHaveCount(0);

  await page.getByRole("button", { name: "Off" }).click();
  await expect(page).toHaveURL(/every=off/);
});
