import { expect, test } from "@playwright/test";
import { openFirstRun, openTab, STAGES, statusOf, untilAlive } from "./first-run.js";

test.beforeEach(async ({ page }) => {
  await openFirstRun(page);
});

test("the timeline has a row for every stage, under its group", async ({ page }) => {
  await expect(statusOf(page)).toHaveText("Completed");
  for (const name of STAGES) await expect(page.getByRole("button", { name, exact: true })).toBeVisible();
  await expect(page.getByText("Group 2 · 3 parallel")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Inventory, attempt 1, completed, / })).toBeVisible();
});

test("the graph has every stage in its group", async ({ page }) => {
  await openTab(page, /Graph/);

  const graph = page.getByRole("region", { name: "Stage graph" });
  for (const name of STAGES) {
    await expect(graph.getByRole("button", { name: new RegExp(`^${name}, completed, `) })).toBeVisible();
  }
  await expect(graph.getByText("Group 4")).toBeVisible();
});

test("a selected stage is explained beside every view, and its address can be shared", async ({ page }) => {
  await page.getByRole("button", { name: "Assess", exact: true }).click();
  const details = page.getByRole("complementary", { name: "Assess, details" });
  await expect(details.getByText("Where the time went")).toBeVisible();
  await expect(details.getByRole("region", { name: "Output, JSON" })).toContainText("rationale");

  await openTab(page, /Graph/);
  await expect(details).toBeVisible();
  await page.reload();
  await untilAlive(page);
  await expect(details).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(details).toHaveCount(0);
});

test("annotations are filtered by actor and by key, in the address", async ({ page }) => {
  await openTab(page, /Annotations/);
  const stream = page.getByRole("article");
  await expect(stream.filter({ hasText: "Decision.outcome" }).first()).toBeVisible();
  await expect(stream.filter({ hasText: "Trigger.source" })).toHaveCount(1);

  await page.getByRole("button", { name: /^rule \d/ }).click();
  await expect(page).toHaveURL(/actor=rule/);
  await expect(stream.filter({ hasText: "Quality.coverage" })).not.toHaveCount(0);
  await expect(stream.filter({ hasText: "Trigger.source" })).toHaveCount(0);

  await page.getByRole("searchbox", { name: "Key starts with" }).fill("Nothing.");
  await expect(page.getByRole("heading", { name: "No annotation matches" })).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(stream.filter({ hasText: "Trigger.source" })).toHaveCount(1);
});

test("a decision shows its outcome, how sure it is and why", async ({ page }) => {
  await openTab(page, /Annotations/);

  const decision = page.getByRole("article").filter({ hasText: "Decision.outcome" }).first();
  await expect(decision).toContainText(/Approved|Needs review|Rejected/);
  await expect(decision).toContainText(/Confidence [01]\.\d\d/);
  await expect(decision).toContainText(/packages are approved by the policy/);
});

test("AI calls are listed and summed up, with prompt and response", async ({ page }) => {
  await openTab(page, /AI calls/);
  const table = page.getByRole("table");
  await expect(table.getByRole("row").filter({ hasText: "classify-licences" }).first()).toBeVisible();
  await expect(table.locator("tfoot")).toContainText(/\d+ calls?/);

  await table.getByRole("button").first().click();
  await expect(page.getByRole("region", { name: /^Response/ }).first()).toContainText("spdxId");
});

test("logs, artifacts, events and data are there", async ({ page }) => {
  await openTab(page, /Logs/);
  await expect(page.getByText(/Looking for installed packages/)).toBeVisible();
  await page.getByRole("searchbox", { name: "Find in messages" }).fill("no such words");
  await expect(page.getByRole("heading", { name: "No line matches" })).toBeVisible();

  await openTab(page, /Artifacts/);
  await page.getByRole("button", { name: "licence-review.md", exact: true }).first().click();
  await expect(page.getByRole("region", { name: "Content, text" })).toContainText("#");

  await openTab(page, /Events/);
  await expect(page.getByRole("cell", { name: "workflow:completed" }).first()).toBeVisible();

  await openTab(page, /Input/);
  await expect(page.getByRole("region", { name: "Output", exact: true })).toContainText("decision");
});

test("an unknown run is said to be unknown", async ({ page }) => {
  await page.goto("/runs/no-such-run");

  await expect(page.getByRole("heading", { name: "There is no such run" })).toBeVisible();
});
