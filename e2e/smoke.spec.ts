import { expect, test } from "@playwright/test";

test("the first run of a new installation completes before the newcomer's eyes", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));

  await page.goto("/");

  await expect(page).toHaveTitle(/Stageline/);
  const row = page.getByRole("row").filter({ hasText: "Licence review" });
  await expect(row.filter({ hasText: "Completed" })).toHaveCount(1, { timeout: 50_000 });
  expect(errors).toEqual([]);
});
