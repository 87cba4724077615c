import { expect, type Page, test } from "@playwright/test";
import { callApi, startReview } from "./call-api.js";
import { openFirstRun, openTab, untilAlive } from "./first-run.js";

const openList = (page: Page, name: RegExp) =>
  page.getByRole("navigation", { name: "Lists of the queue" }).getByRole("link", { name }).click();

test("a paused workflow's jobs are held, can be moved with a reason, and go on when it is resumed", async ({
  page,
}) => {
  await openFirstRun(page);
  await page.goto("/queue");
  await untilAlive(page);
  await openList(page, /^Paused/);
  await page.getByRole("button", { name: "Pause a workflow…" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause a workflow" });
  await expect(dialog.getByRole("button", { name: "Pause it" })).toBeDisabled();
  await dialog.getByLabel("Workflow").selectOption({ label: "Licence review" });
  await dialog.getByLabel("Reason").fill("the registry is down");
  await dialog.getByRole("button", { name: "Pause it" }).click();
  try {
    const pause = page.getByRole("row").filter({ hasText: "the registry is down" });
    await expect(pause).toContainText("licence-review");
    await expect(page.getByText("1 pause is in force.")).toBeVisible();

    const { runId } = await startReview(page);
    await expect(pause).toContainText(/[1-9]\d*\s*job/);
    await openList(page, /^Jobs/);
    await page.getByRole("button", { name: /^Held/ }).click();
    const job = page
      .getByRole("row")
      .filter({ has: page.locator(`[title^="${runId}"]`) })
      .first();
    await expect(job).toContainText("the registry is down");

    await job.getByRole("button", { name: /^Actions for job/ }).click();
    await page.getByRole("menuitem", { name: "Change priority…" }).click();
    const move = page.getByRole("dialog", { name: "Change priority" });
    await move.getByLabel("Priority").fill("7");
    await move.getByLabel("Reason").fill("a customer waits");
    await move.getByRole("button", { name: "Change it" }).click();
    await expect(job.getByRole("cell").first()).toHaveText("7");

    await openList(page, /^Paused/);
    await pause.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("heading", { name: "Nothing is paused" })).toBeVisible();
    await page.goto(`/runs/${runId}`);
    await openTab(page, /^Annotations/);
    await expect(page.getByText("a customer waits").or(page.getByText("Job.priority")).first()).toBeVisible();
    await callApi(page, "run.cancel", { runId });
  } finally {
    await callApi(page, "queue.resume", { targetKind: "workflow", targetId: "licence-review" });
  }
});

test("the queue says who works, whether it keeps up and how it was, as charts and as tables", async ({
  page,
}) => {
  await openFirstRun(page);
  await untilAlive(page);
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(page).toHaveURL(/\/queue$/);

  await expect(page.getByRole("region", { name: "Running" })).toContainText(/of \d+ live slots/);
  await expect(page.getByRole("region", { name: "Throughput" })).toContainText("/min enqueued");
  await page.getByRole("button", { name: "By workflow and priority" }).click();
  await expect(
    page.getByRole("table", { name: /by workflow/ }).or(page.getByText("No live jobs")),
  ).toBeVisible();

  const delay = page.getByRole("region", { name: "Scheduling delay" });
  await expect(delay.getByRole("img")).toHaveAttribute("aria-label", /p50 .*(ms|s|unknown)/);
  await delay.getByRole("button", { name: "View as table" }).click();
  await expect(delay.getByRole("row")).toHaveCount(61);
  await page.getByRole("button", { name: "24h" }).click();
  await expect(page).toHaveURL(/last=24h/);
  await expect(delay.getByRole("row")).toHaveCount(97);

  await openList(page, /^Workers/);
  const worker = page.getByRole("table", { name: "Workers" }).getByRole("row").nth(1);
  await expect(worker).toContainText("ago");
  await expect(worker).toContainText(/\d of \d/);
  await worker.getByRole("button", { name: "Pause…" }).click();
  await expect(page.getByRole("dialog", { name: /^Pause / })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await openList(page, /^Suspended/);
  await expect(
    page.getByText("Nothing is suspended").or(page.getByRole("table", { name: "Suspended jobs" })),
  ).toBeVisible();
});

test("a filter that matches nothing says so and is cleared; what the address does not know is left out", async ({
  page,
}) => {
  await page.goto("/queue?wf=no-such-workflow&state=sleeping");
  await expect(page.getByText(/does not understand/)).toContainText("state=sleeping");
  await expect(page.getByRole("heading", { name: "No pending job matches" })).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await expect(page).not.toHaveURL(/wf=/);
});
