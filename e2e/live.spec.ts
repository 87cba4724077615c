import { expect, type Page, test } from "@playwright/test";
import { callApi, startReview } from "./call-api.js";
import { statusOf } from "./first-run.js";

/** The dot and the word in the header. */
const liveDot = (page: Page) => page.locator("header .live");

test("what happens elsewhere is told of without a reload: a new run in the list, a cancelled one on its page", async ({
  page,
}) => {
  await page.goto("/runs");
  await expect(liveDot(page)).toHaveText("Live");
  // A page that has just begun to listen reads its list once more, and would have the new run in it.
  await page.waitForLoadState("networkidle");

  const { runId } = await startReview(page);
  await expect(page.getByRole("button", { name: /^\d+ new runs?$/ })).toBeVisible({ timeout: 15_000 });

  await page.goto(`/runs/${runId}`);
  await expect(liveDot(page)).toHaveText("Live");
  await callApi(page, "run.cancel", { runId });
  await expect(statusOf(page)).toHaveText("Cancelled", { timeout: 5_000 });
});

test("where the stream cannot be had the page asks for itself, and says so", async ({ page }) => {
  await page.route(/\/api\/live/, (route) => route.abort());
  await page.goto("/runs");
  const { runId } = await startReview(page);
  await page.goto(`/runs/${runId}`);
  await expect(liveDot(page)).toHaveText("Polling");

  await callApi(page, "run.cancel", { runId });

  await expect(statusOf(page)).toHaveText("Cancelled", { timeout: 5_000 });
});

test("the stream is for our own pages only", async ({ request }) => {
  const foreign = await request.get("/api/live", { headers: { "sec-fetch-site": "cross-site" } });
  const renamed = await request.get("/api/live", { headers: { host: "evil.example" } });

  expect([foreign.status(), renamed.status()]).toEqual([403, 421]);
});
