import { expect, type Page, test } from "@playwright/test";
import { openFirstRun } from "./first-run.js";

const part = (page: Page) => page.getByRole("slider", { name: "Part of the run in view" });
const inView = (page: Page) => part(page).getAttribute("aria-valuetext");
const bars = (page: Page) => page.getByRole("button", { name: /, attempt \d+, \w+, started / });

test.beforeEach(async ({ page }) => {
  await openFirstRun(page);
  await expect(part(page)).toBeVisible();
});

test("zooming goes to the cursor, is in the address, and fits the whole run again", async ({ page }) => {
  const whole = await inView(page);
  const track = await part(page).boundingBox();
  if (track === null) throw new Error("the small map has a place");

  await page.mouse.move(track.x + track.width / 2, track.y + 150);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -400);
  await page.keyboard.up("Control");
  await expect(page).toHaveURL(/t=-?\d+\.\.\d+/);
  const zoomed = await inView(page);
  expect(zoomed).not.toBe(whole);

  await page.reload();
  await expect(part(page)).toHaveAttribute("aria-valuetext", zoomed ?? "");
  await page.keyboard.press("f");
  await expect(part(page)).toHaveAttribute("aria-valuetext", whole ?? "");
  await expect(page).not.toHaveURL(/t=/);
});

test("keys zoom and move; a drag in the ruler shows what it goes over", async ({ page }) => {
  const whole = await inView(page);
  await page.keyboard.press("+");
  await expect(part(page)).not.toHaveAttribute("aria-valuetext", whole ?? "");
  const closer = await inView(page);
  await part(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect(part(page)).not.toHaveAttribute("aria-valuetext", closer ?? "");
  await page.keyboard.press("Home");
  await expect(part(page)).toHaveAttribute("aria-valuetext", whole ?? "");

  const track = await part(page).boundingBox();
  if (track === null) throw new Error("the small map has a place");
  const ruler = track.y + track.height + 30;
  await page.mouse.move(track.x + track.width * 0.25, ruler);
  await page.mouse.down();
  await page.mouse.move(track.x + track.width * 0.5, ruler, { steps: 3 });
  await page.mouse.up();
  await expect(part(page)).not.toHaveAttribute("aria-valuetext", whole ?? "");
});

test("only errors, and stages by name; what leaves nothing says so", async ({ page }) => {
  const all = await bars(page).count();
  expect(all).toBeGreaterThanOrEqual(6);

  await page.getByRole("searchbox", { name: "Find stage" }).fill("inventory");
  await expect(page.getByRole("button", { name: "Assess", exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Inventory", exact: true })).toBeVisible();
  await expect(page).toHaveURL(/named=inventory/);

  await page.getByRole("button", { name: "Only errors" }).click();
  await expect(page.getByRole("heading", { name: "No stage matches" })).toBeVisible();
  await page.getByRole("button", { name: "Show all stages" }).click();
  await expect(bars(page)).toHaveCount(all);
});

test("a stage unfolds into its AI calls", async ({ page }) => {
  await page.getByRole("button", { name: "What is beneath Classify licences" }).click();

  await expect(page.getByText(/^\d+ AI calls/)).toBeVisible();
  await page.getByRole("button", { name: "What is beneath the AI calls of Classify licences" }).click();
  await page.getByRole("button", { name: /^Show \d+ more of \d+$/ }).click();
  await expect(page.locator(".bar.call").nth(20)).toBeAttached();
});

test("the axis counts from the start or by the clock, and the wait in the queue can be hidden", async ({
  page,
}) => {
  const waits = page.getByTitle(/^Queue wait/);
  await expect(waits.first()).toBeAttached();
  await page.keyboard.press("q");
  await expect(waits).toHaveCount(0);
  await expect(page).toHaveURL(/wait=false/);

  await page.getByRole("button", { name: "Clock" }).click();
  await expect(page.locator(".tick").first()).toHaveText(/^\d\d:\d\d/);
});
