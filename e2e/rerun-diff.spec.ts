import { expect, test } from "@playwright/test";
import { openFirstRun, openTab, statusOf } from "./first-run.js";

const AGAIN_WITHIN_MS = 30_000;

test("a rerun is previewed on the graph, and afterwards both attempts are compared", async ({ page }) => {
  const address = await openFirstRun(page);
  await openTab(page, /Graph/);
  await page.getByRole("button", { name: "Rerun from Assess" }).click();
  const preview = page.getByRole("region", { name: "Preview of a rerun" });
  await expect(preview).toContainText("4 stages kept");
  await expect(preview).toContainText("2 stages run again");
  await preview.getByRole("button", { name: "Rerun…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog
    .getByRole("textbox", { name: "Config" })
    .fill(JSON.stringify({ assess: { policy: "strict", failOnDenied: false } }));
  await dialog.getByRole("button", { name: "Rerun from Assess" }).click();
  await expect(dialog).toHaveCount(0);
  const attempt = Number(new URL(page.url()).searchParams.get("attempt"));
  await expect(statusOf(page)).toHaveText("Completed", { timeout: AGAIN_WITHIN_MS });

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: /Compare attempts/ }).click();
  await expect(page).toHaveURL(new RegExp(`diff=${attempt - 1}\\.\\.${attempt}`));
  const diff = page.getByRole("region", { name: `Attempts ${attempt - 1} and ${attempt}` });
  await expect(diff.locator(".say")).toContainText(`Attempt ${attempt}: `);
  await expect(diff.getByRole("row", { name: /^Inventory/ })).toContainText("kept");
  await expect(diff.getByRole("row", { name: /^Assess/ })).toContainText("first difference");
  await expect(diff.getByRole("region", { name: "Output" })).toContainText(/\d+ paths? differs?/);
  await expect(diff.getByRole("region", { name: "Annotations" })).toContainText("Rerun.from");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/diff=/);

  await page.goto(`${address}?tab=graph&overlay=changed&base=${attempt - 1}`);
  const graph = page.getByRole("region", { name: "Stage graph" });
  await expect(graph.getByRole("button", { name: /^Assess, completed, .*, changed$/ })).toBeVisible();
  await expect(graph.getByRole("button", { name: /^Inventory, completed, .*, the same$/ })).toBeVisible();
});

test("what is known about a run is downloaded in one file", async ({ page }) => {
  await openFirstRun(page);
  await page.getByRole("button", { name: "More" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /Download bundle/ }).click();

  const stream = await (await downloading).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const bundle: unknown = JSON.parse(Buffer.concat(chunks).toString());
  expect(bundle).toMatchObject({ run: { workflowName: "Licence review" }, logs: { isCut: false } });
});
