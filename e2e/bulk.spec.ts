import { expect, test } from "@playwright/test";
import { callApi, startReview } from "./call-api.js";
import { openFirstRun, untilAlive } from "./first-run.js";

/** A worker looks every two seconds. */
const DONE_WITHIN_MS = 20_000;

test("many runs are cancelled together, and the report says what became of each and why", async ({
  page,
}) => {
  const over = (await openFirstRun(page)).split("/").at(-1) ?? "";
  const started = await Promise.all([startReview(page), startReview(page), startReview(page)]);
  const ids = [...started.map(({ runId }) => runId), over, "no-such-run"];

  const id = `tidy-up-${crypto.randomUUID()}`;
  const action = { kind: "cancel", target: { ids }, reason: "started by mistake", id };
  await callApi(page, "bulk.start", action);
  await callApi(page, "bulk.start", action);
  await page.goto(`/bulk/${id}`);

  await expect(page.getByRole("heading", { level: 1, name: "Cancel 5 runs" })).toBeVisible();
  const progress = page.getByRole("progressbar", { name: "Progress" });
  await expect(progress).toHaveAttribute("aria-valuetext", "5 of 5: 3 done, 0 failed, 2 skipped", {
    timeout: DONE_WITHIN_MS,
  });
  await expect(page.getByRole("button", { name: "Abort" })).toBeDisabled();
  await expect(page.getByText("started by mistake")).toBeVisible();
  await expect(page.getByText("user:local")).toBeVisible();

  const results = page.getByRole("navigation", { name: "Results" });
  await results.getByRole("link", { name: /^Done/ }).click();
  await expect(page.getByRole("link", { name: "Licence review" })).toHaveCount(3);
  await results.getByRole("link", { name: /^Skipped/ }).click();
  await expect(page).toHaveURL(/show=skipped/);
  await expect(page.getByRole("row").filter({ hasText: "It was completed already" })).toHaveCount(1);
  await expect(page.getByRole("row").filter({ hasText: "The run does not exist" })).toHaveCount(1);
  await page.getByRole("link", { name: "Licence review" }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${over}$`));

  await page.goto("/runs");
  await page.getByRole("link", { name: "Bulk actions" }).click();
  const row = page.getByRole("row").filter({ hasText: "started by mistake" }).first();
  await expect(row).toContainText("Cancel 5 runs");
  await row.getByRole("link", { name: "Cancel 5 runs" }).click();
  await expect(page).toHaveURL(new RegExp(`/bulk/${id}$`));
});

test("runs are selected with keys and mouse, and what is asked about them is asked of all that match", async ({
  page,
}) => {
  await page.goto("/runs");
  const runs = await Promise.all([startReview(page), startReview(page), startReview(page)]);
  const newest = runs.map(({ runId }) => runId);
  await page.reload();
  await untilAlive(page);
  const boxes = page.getByRole("checkbox", { name: /^Select Licence review/ });
  await expect.poll(() => boxes.count()).toBeGreaterThanOrEqual(newest.length);

  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(boxes.first()).toBeChecked();
  await boxes.nth(2).click({ modifiers: ["Shift"] });
  const bar = page.getByRole("region", { name: "Selected runs" });
  await expect(bar).toContainText("3 selected");
  await expect(page).toHaveURL(/sel=/);
  await page.reload();
  await expect(bar).toContainText("3 selected");

  await bar.getByRole("button", { name: "Cancel…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Showing 3 of 3");
  await expect(dialog.getByRole("button", { name: "Cancel 3 runs" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(bar).toContainText("3 selected");

  await bar.getByRole("button", { name: /^Select all / }).click();
  await expect(bar).toContainText(/^All [\d,]+ that match/);
  await page.keyboard.press("Escape");
  await expect(bar).toHaveCount(0);

  await page.getByRole("checkbox", { name: new RegExp(newest[0] ?? "-") }).check();
  await bar.getByRole("button", { name: "Cancel…" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("not needed");
  await dialog.getByRole("button", { name: "Cancel 1 run" }).click();
  await expect(page).toHaveURL(/\/bulk\//);
  await expect(page.getByText("not needed")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("region", { name: "Selected runs" })).toContainText("1 selected");
});

test("a filter that is not understood, matches nothing or comes from elsewhere starts nothing", async ({
  page,
}) => {
  await page.goto("/bulk/none");
  await expect(page.getByRole("heading", { name: "There is no such bulk action" })).toBeVisible();
  const start = (filter: object, origin = new URL(page.url()).origin) =>
    page.request.post("/api/trpc/bulk.start", {
      headers: { "x-stageline-client": "1", origin },
      data: { json: { kind: "cancel", target: { filter }, reason: "r", id: crypto.randomUUID() } },
    });

  const mistyped = await start({ stauts: ["FAILED"] });
  const nothing = await start({ workflowId: ["no-such-workflow"] });
  const foreign = await start({}, "http://evil.example");

  expect([mistyped, nothing, foreign].map((response) => response.status())).toEqual([400, 400, 403]);
  expect(await nothing.text()).toContain("there is nothing to do");
});
