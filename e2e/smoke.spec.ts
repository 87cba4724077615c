import { expect, test } from "@playwright/test";

test("the first run of a new installation completes before the newcomer's eyes", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));

  await page.goto("/");

  await expect(page).toHaveTitle(/Stageline/);
  // Other specs may have completed copies of it.
  const row = page.getByRole("row").filter({ hasText: "Licence review" }).filter({ hasText: "Completed" });
  await expect(row.last()).toBeVisible({ timeout: 50_000 });
  expect(errors).toEqual([]);
});
