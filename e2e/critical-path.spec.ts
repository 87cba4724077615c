import { expect, test } from "@playwright/test";
import { openFirstRun } from "./first-run.js";

test("the critical path says what the run's duration hangs on, and is in the address", async ({ page }) => {
  await openFirstRun(page);
  const share = page.getByTitle("On the critical path, with this part of its time");
  await expect(share).toHaveCount(0);

  await page.getByRole("button", { name: "Critical path" }).click();
  await expect(page.getByRole("status").filter({ hasText: "critical path" })).toHaveText(
    /^The critical path takes .+ Were .+ 2× faster, it would take .+ \(−\d+ %\)/,
  );
  // One stage of each of the four groups, and together they are the whole.
  await expect(share).toHaveCount(4);
  const parts = (await share.allTextContents()).map((text) => Number.parseInt(text, 10));
  expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - 100)).toBeLessThanOrEqual(2);

  await expect(page).toHaveURL(/path=true/);
  await page.reload();
  await expect(share).toHaveCount(4);
  await page.keyboard.press("p");
  await expect(share).toHaveCount(0);
});
