import { expect, test } from "@playwright/test";
import { openFirstRun } from "./first-run.js";

test("the rerun dialog shows what changes in the input, checks it, and starts a linked copy", async ({
  page,
}) => {
  await openFirstRun(page);
  await page.getByRole("button", { name: "Assess", exact: true }).click();
  await page.getByRole("button", { name: "Rerun from here…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "Superseded" })).toContainText("Decision.outcome");
  await expect(dialog.getByText(/earlier executions?/)).toBeVisible();
  const input = dialog.getByRole("textbox", { name: "Input" });
  await expect(input).toHaveValue(/\{/);
  const original = await input.inputValue();

  await input.fill("7");
  await expect(dialog.getByRole("alert")).toContainText("The input does not fit its schema");
  await expect(dialog.getByRole("button", { name: "Rerun as copy" })).toBeDisabled();

  await input.fill(original.replace("{", "{ "));
  await expect(dialog.getByRole("button", { name: "Rerun as copy" })).toBeEnabled();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("look at it twice");
  await dialog.getByRole("button", { name: "Rerun as copy" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("Copy of")).toBeVisible();
});
