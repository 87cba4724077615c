import { expect, test } from "@playwright/test";
import { openFirstRun } from "./first-run.js";

test("filters live in the address and Back restores them", async ({ page }) => {
  await openFirstRun(page);
  await page.goto("/runs");
  const rows = page.getByRole("row").filter({ hasText: "Licence review" });
  await expect(rows).not.toHaveCount(0);

  await page.getByRole("button", { name: /Suspended/ }).click();
  await expect(page).toHaveURL(/status=SUSPENDED/);
  await expect(page.getByRole("heading", { name: "No run matches" })).toBeVisible();
  await page.goBack();
  await expect(rows).not.toHaveCount(0);

  await page.getByRole("combobox", { name: "Search runs" }).fill("licence");
  await expect(page).toHaveURL(/q=licence/);
  await expect(rows).not.toHaveCount(0);
});

test("no match says which filters are in force, and clearing them brings the runs back", async ({ page }) => {
  await page.goto("/runs?q=zzz&status=FAILED&status-of-nobody=1");
  await expect(page.getByRole("heading", { name: "No run matches" })).toBeVisible();

  await page.getByRole("button", { name: "Remove status Failed" }).click();
  await expect(page.getByRole("button", { name: "Remove text zzz" })).toBeVisible();
  await page.getByRole("button", { name: "Clear all" }).click();

  await expect(page.getByRole("row").filter({ hasText: "Licence review" })).not.toHaveCount(0);
});

test("a failed question is no empty list", async ({ page }) => {
  await page.route(/\/api\/trpc\//, (route) => route.abort());
  await page.goto("/runs?q=something-the-server-did-not-draw");
  await page.getByRole("combobox", { name: "Search runs" }).fill("something else");

  await expect(page.getByRole("alert").filter({ hasText: "does not answer" })).toBeVisible();
  await expect(page.getByText("Not up to date")).toBeVisible();
});

test("a request from elsewhere changes nothing", async ({ request, baseURL }) => {
  const data = { json: { runId: "x" } };
  const own = { "x-stageline-client": "1", origin: baseURL ?? "" };

  const foreign = await request.post("/api/trpc/run.cancel", {
    data,
    headers: { ...own, origin: "http://evil.example" },
  });
  const bare = await request.post("/api/trpc/run.cancel", { data });
  const ours = await request.post("/api/trpc/run.cancel", { data, headers: own });
  const renamed = await request.get("/runs", { headers: { host: "evil.example" } });

  expect([foreign, bare, ours, renamed].map((response) => response.status())).toEqual([403, 403, 404, 421]);
});
