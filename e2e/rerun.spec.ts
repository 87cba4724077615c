import { expect, type Page, test } from "@playwright/test";
import { openFirstRun, openTab, statusOf } from "./first-run.js";

/** A rerun of assess and report takes a second or two. */
const AGAIN_WITHIN_MS = 30_000;

async function rerunAssess(page: Page, config: unknown, reason: string): Promise<void> {
  await page.getByRole("button", { name: "Assess", exact: true }).click();
  await page.getByRole("button", { name: "Rerun from here…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem").filter({ hasText: "Inventory" })).toContainText("kept");
  await expect(dialog.getByRole("listitem").filter({ hasText: "Report" })).toContainText("runs again");
  await dialog.getByRole("textbox", { name: "Config" }).fill(JSON.stringify(config));
  await dialog.getByRole("textbox", { name: "Reason" }).fill(reason);
  await dialog.getByRole("button", { name: "Rerun from Assess" }).click();
  await expect(dialog).toHaveCount(0);
}

test("assess fails with a strict config, and passes again with a milder one; every attempt stays", async ({
  page,
}) => {
  const address = await openFirstRun(page);
  const attempts = page.getByRole("button", { name: /^Assess, attempt \d+, (completed|failed), / });
  await expect(attempts).not.toHaveCount(0);
  const before = await attempts.count();

  await rerunAssess(
    page,
    { assess: { policy: "strict", deny: ["MIT"], failOnDenied: true } },
    "try the strict policy",
  );
  await expect(statusOf(page)).toHaveText("Failed", { timeout: AGAIN_WITHIN_MS });
  await expect(page.locator(".say")).toContainText('The policy "strict" rejects');
  await expect(page).toHaveURL(/attempt=\d/);
  await page.goto(address);
  await expect(attempts).toHaveCount(before + 1);
  await expect(attempts.nth(before - 1)).toHaveAccessibleName(/, completed, /);
  await expect(attempts.nth(before)).toHaveAccessibleName(/, failed, /);

  await rerunAssess(
    page,
    { assess: { policy: "permissive", failOnDenied: false } },
    "back to the old policy",
  );
  await expect(statusOf(page)).toHaveText("Completed", { timeout: AGAIN_WITHIN_MS });
  const attempt = new URL(page.url()).searchParams.get("attempt") ?? "";
  await page.goto(address);
  await expect(attempts).toHaveCount(before + 2);
  await expect(attempts.nth(before + 1)).toHaveAccessibleName(/, completed, /);

  await page.waitForLoadState("networkidle");
  await page.keyboard.press("[");
  await expect(page).toHaveURL(new RegExp(`attempt=${attempt}`));
  await page.keyboard.press("]");
  await expect(page).not.toHaveURL(/attempt=/);

  await openTab(page, /Annotations/);
  const byAttempt = page.getByRole("group", { name: "Attempt" });
  await byAttempt.getByRole("button", { name: new RegExp(`^${attempt}\\b`) }).click();
  await expect(page).toHaveURL(new RegExp(`attempt=${attempt}`));
  const rerun = page.getByRole("article").filter({ hasText: "Rerun.from" });
  await expect(rerun).toHaveCount(1);
  await expect(rerun).toContainText("user:local");
  await rerun.getByRole("button", { name: "Payload" }).click();
  await expect(rerun).toContainText("back to the old policy");
});

test("a config that does not fit is refused, with the place", async ({ page }) => {
  await openFirstRun(page);
  await page.getByRole("button", { name: "Assess", exact: true }).click();
  await page.getByRole("button", { name: "Rerun from here…" }).click();
  const dialog = page.getByRole("dialog");

  await dialog.getByRole("textbox", { name: "Config" }).fill('{"assess": {"policy": "lax"}}');
  await expect(dialog.getByRole("alert")).toContainText("assess.policy");
  await expect(dialog.getByRole("button", { name: "Rerun from Assess" })).toBeDisabled();

  await dialog.getByRole("textbox", { name: "Config" }).fill("{");
  await expect(dialog.getByRole("alert")).toContainText(/JSON/);
});
