import { expect, type Page, test } from "@playwright/test";
import { askApi, callApi } from "./call-api.js";
import { openFirstRun, statusOf, untilAlive } from "./first-run.js";

const BUDGET = { targetKind: "workflow", targetId: "document-digest", period: "day" } as const;
const today = () => new Date().toISOString().slice(0, 10);

/** Calls of the workflow on the days the page shows by default. */
const callsOf = async (page: Page, workflowId: string) => {
  const from = new Date(Date.now() - 29 * 86_400_000).toISOString().slice(0, 10);
  const days = await askApi<{ calls: number }[]>(page, "cost.days", { from, to: today(), workflowId });
  return days.reduce((sum, { calls }) => sum + calls, 0);
};

const heldJobs = async (page: Page) => {
  const budgets = await askApi<{ heldJobs: number }[]>(page, "cost.budgets", {});
  return budgets.reduce((sum, { heldJobs }) => sum + heldJobs, 0);
};

const startDigest = async (page: Page) => {
  const { runId } = await callApi<{ runId: string }>(page, "newRun.create", {
    workflowId: BUDGET.targetId,
    input: { text: "A budget holds work. Held work waits until there is room. Then it goes on by itself." },
    idempotencyKey: crypto.randomUUID(),
  });
  return runId;
};

test("what a budget holds is told, released for a reason, and the page counts what the run counts", async ({
  page,
}) => {
  await page.goto("/cost");
  const before = await callsOf(page, BUDGET.targetId);
  await callApi(page, "cost.setBudget", { ...BUDGET, limitUsd: 0, warnAt: 0.8, reason: "nothing today" });
  // Workers look at budgets every three seconds; what began before that goes on.
  const started: string[] = [];
  await expect(async () => {
    started.push(await startDigest(page));
    await expect.poll(() => heldJobs(page), { timeout: 3_000 }).toBeGreaterThan(0);
  }).toPass();
  await page.reload();
  const row = page
    .getByRole("region", { name: "Budgets" })
    .getByRole("row")
    .filter({ hasText: BUDGET.targetId });
  await expect(row).toContainText("Used up");
  await expect(page.getByRole("main")).toContainText(/jobs? (is|are) held\./);

  await row.getByRole("button", { name: "Release…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(/jobs? (is|are) held/);
  await dialog.getByRole("textbox", { name: /^Limit/ }).fill("5");
  await expect(dialog.getByRole("button", { name: "Set this limit" })).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("the month is paid");
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText("Within");
  await expect(row).toContainText("$5.00");

  let calls = 0;
  for (const runId of started) {
    await page.goto(`/runs/${runId}?tab=calls`);
    await expect(statusOf(page)).toHaveText("Completed", { timeout: 40_000 });
    await page.reload();
    const total = page.getByRole("table", { name: /AI calls/ }).locator("tfoot");
    await expect(total).toContainText(/\d+ calls?/);
    calls += Number(/(\d+) calls?/.exec((await total.textContent()) ?? "")?.[1]);
  }
  expect(calls).toBeGreaterThan(0);

  await page.goto(`/cost?wf=${BUDGET.targetId}&by=calls&list=calls`);
  await expect(page.getByText(`${before + calls} calls,`)).toBeVisible();
  const listed = page.getByRole("table", { name: "Calls, newest first" });
  await expect(listed.getByRole("row")).toHaveCount(Math.min(50, before + calls) + 1);
  await page.getByRole("button", { name: "View as table" }).first().click();
  const days = page.getByRole("region", { name: "Calls by day and model, as a table" });
  await expect(days.getByRole("row").last()).toContainText(String(before + calls));

  await row.getByRole("button", { name: /^Remove the budget/ }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("tried");
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await expect(row).toHaveCount(0);
});

test("topics narrow the page, by keyboard too, and Back widens it again", async ({ page }) => {
  await openFirstRun(page);
  await untilAlive(page);
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/cost$/);
  await page.getByRole("button", { name: "Tokens" }).click();

  const topics = page.getByRole("figure", { name: "By topic" });
  await topics.getByRole("button", { name: /^Only licence-review,/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/wf=licence-review/);
  await topics.getByRole("button", { name: /^Only classify/ }).click();
  await expect(page).toHaveURL(/stage=classify/);
  await expect(topics).toContainText("All calls › licence-review › classify");

  await page.goBack();
  await expect(page).not.toHaveURL(/stage=/);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).not.toHaveURL(/wf=/);

  await page.getByRole("button", { name: "All calls" }).click();
  await page.getByRole("table", { name: "Calls, newest first" }).getByRole("link").first().click();
  await expect(page).toHaveURL(/\/runs\/.*tab=calls.*call=/);
});
