import { expect, test } from "@playwright/test";
import { openTab, statusOf } from "./first-run.js";

const TEXT = `Stageline runs multi-stage pipelines durably. It keeps every attempt of every stage.

The dashboard shows what happened, who decided it and what it cost. A rerun never destroys the attempt before.`;

test("a digest of a text is started from a form, and its summary can be read", async ({ page }) => {
  await page.goto("/runs");
  await page.getByRole("link", { name: "New run" }).first().click();
  await page
    .getByRole("navigation", { name: "Workflow" })
    .getByRole("link", { name: /Document digest/ })
    .click();

  await page.getByRole("button", { name: "Start run" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "expected string" })).toBeVisible();

  await page.getByRole("textbox", { name: "text", exact: true }).fill(TEXT);
  await page.getByRole("button", { name: "Start run" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Document digest" })).toBeVisible();
  await expect(statusOf(page)).toHaveText("Completed", { timeout: 40_000 });

  await openTab(page, /Input/);
  const output = page.getByRole("region", { name: "Output", exact: true });
  await expect(output).toContainText("summary");
  await expect(output).toContainText("Stageline");
});

test("the same input can be given as JSON", async ({ page }) => {
  await page.goto("/runs/new?wf=document-digest&as=json");
  const editor = page.getByRole("textbox", { name: "Input as JSON" });

  await editor.fill("{ broken");
  await expect(page.getByRole("button", { name: "Start run" })).toBeDisabled();
  await editor.fill('{"text": 5}');
  await page.getByRole("button", { name: "Start run" }).click();

  await expect(page.getByRole("alert").filter({ hasText: "does not fit its schema" })).toContainText("text");
});

test("a running run is cancelled for a reason that stays readable", async ({ page }) => {
  await page.goto("/runs/new?wf=licence-review");
  await page.getByRole("button", { name: "Start run" }).click();
  await page.getByRole("button", { name: "Cancel…" }).click();

  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("wrong folder");
  await dialog.getByRole("button", { name: "Cancel the run" }).click();

  await expect(statusOf(page)).toHaveText("Cancelled");
  await expect(page.getByText("Cancelled: wrong folder.")).toBeVisible();
});
