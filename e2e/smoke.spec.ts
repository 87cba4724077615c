import { expect, test } from "@playwright/test";

test("shows the runs page without an error", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));

  await page.goto("/");

  await expect(page).toHaveTitle(/Stageline/);
  await expect(page.getByText("licence-review").first()).toBeVisible();
  expect(errors).toEqual([]);
});
