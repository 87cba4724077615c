import { expect, type Page, test } from "@playwright/test";
import { statusOf } from "./first-run.js";

/** The dot and the word in the header. */
const liveDot = (page: Page) => page.locator("header .live");

/** Calls the API as another of the dashboard's own pages would. */
async function call<Result>(page: Page, procedure: string, json: object): Promise<Result> {
  const response = await page.request.post(`/api/trpc/${procedure}`, {
    headers: { "x-stageline-client": "1", origin: new URL(page.url()).origin },
    data: { json },
  });
  expect(response.status()).toBe(200);
  return ((await response.json()) as { result: { data: { json: Result } } }).result.data.json;
}

const startReview = (page: Page) =>
  call<{ runId: string }>(page, "newRun.create", {
    workflowId: "licence-review",
    input: {},
    idempotencyKey: crypto.randomUUID(),
  });

test("what happens elsewhere is told of without a reload: a new run in the list, a cancelled one on its page", async ({
  page,
}) => {
  await page.goto("/runs");
  await expect(liveDot(page)).toHaveText("Live");

  const { runId } = await startReview(page);
  await expect(page.getByRole("button", { name: /^\d+ new runs?$/ })).toBeVisible({ timeout: 5_000 });

  await page.goto(`/runs/${runId}`);
  await expect(liveDot(page)).toHaveText("Live");
  await call(page, "run.cancel", { runId });
  await expect(statusOf(page)).toHaveText("Cancelled", { timeout: 5_000 });
});

test("where the stream cannot be had the page asks for itself, and says so", async ({ page }) => {
  await page.route(/\/api\/live/, (route) => route.abort());
  await page.goto("/runs");
  const { runId } = await startReview(page);
  await page.goto(`/runs/${runId}`);
  await expect(liveDot(page)).toHaveText("Polling");

  await call(page, "run.cancel", { runId });

  await expect(statusOf(page)).toHaveText("Cancelled", { timeout: 5_000 });
});

test("the stream is for our own pages only", async ({ request }) => {
  const foreign = await request.get("/api/live", { headers: { "sec-fetch-site": "cross-site" } });
  const renamed = await request.get("/api/live", { headers: { host: "evil.example" } });

  expect([foreign.status(), renamed.status()]).toEqual([403, 421]);
});
