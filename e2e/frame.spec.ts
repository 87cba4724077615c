import { expect, type Page, test } from "@playwright/test";
import { openFirstRun, openTab, untilAlive } from "./first-run.js";

/** Opens a page and waits until it hears keys. */
async function open(page: Page, address: string) {
  await page.goto(address);
  await untilAlive(page);
}

const palette = (page: Page) => page.getByRole("dialog", { name: "Find or do" });
const find = (page: Page, text: string) => palette(page).getByRole("combobox").fill(text);
const option = (page: Page, name: string | RegExp) => palette(page).getByRole("option", { name });

test("the palette does what the page can do, through the same dialog", async ({ page }) => {
  await open(page, await openFirstRun(page));

  await page.keyboard.press("ControlOrMeta+k");
  await find(page, "> rerun assess");
  await expect(option(page, "Rerun from Assess…")).toBeVisible();
  await page.keyboard.press("Enter");

  const dialog = page.getByRole("dialog", { name: /^Rerun/ });
  await expect(dialog.getByRole("combobox", { name: "From" })).toHaveValue("assess");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await page.keyboard.press("ControlOrMeta+k");
  await find(page, "cancel");
  await expect(option(page, /^Cancel this run…/)).toHaveAttribute("aria-disabled", "true");
});

test("a pasted id leads to the run it belongs to", async ({ page }) => {
  const run = await openFirstRun(page);
  await page.getByRole("button", { name: "Assess", exact: true }).click();
  await expect(page).toHaveURL(/sel=/);
  const stage = new URL(page.url()).searchParams.get("sel") ?? "";
  await open(page, "/runs");

  await page.getByRole("button", { name: /^Search or jump/ }).click();
  await find(page, stage);
  await expect(option(page, /^Stage Assess, attempt 1/)).toBeVisible();
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(new RegExp(`${run}\\?.*sel=${stage}`));
  await expect(page.getByRole("complementary", { name: "Assess, details" })).toBeVisible();
});

test("the sheet of keys shows what works here and now, and keys are left alone while typing", async ({
  page,
}) => {
  await open(page, await openFirstRun(page));
  const sheet = page.getByRole("dialog", { name: "Keys of this page" });

  await page.keyboard.press("?");
  await expect(sheet.getByText("Copy the link to this view")).toBeVisible();
  await expect(sheet.getByText("Close the panel")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Assess", exact: true }).click();
  await page.keyboard.press("?");
  await expect(sheet.getByText("Close the panel")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Appearance" }).click();
  await page.getByRole("radio", { name: "Dense" }).press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("complementary", { name: "Assess, details" })).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page).toHaveURL(/\/runs$/);
  await page.keyboard.press("/");
  await page.keyboard.type("g r?");
  await expect(page.getByRole("combobox", { name: "Search runs" })).toHaveValue("g r?");
  await expect(sheet).toHaveCount(0);
});

test("one key copies the link to what is seen, and says so", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "/runs?q=licence");

  await page.keyboard.press(".");
  await expect(page.getByText("The link to this view is copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/runs\?q=licence$/);
});

test("the count of a list is read aloud when it changes", async ({ page }) => {
  await openFirstRun(page);
  await open(page, "/runs");
  await page.getByRole("button", { name: /Suspended/ }).click();

  await expect(page.getByRole("status", { name: "What happened" })).toHaveText("No runs");
});

test("rows, zone and clock are as chosen, on every page and after a reload", async ({ page }) => {
  await openFirstRun(page);
  const started = page.locator("header.rh time");
  const at = new Date((await started.getAttribute("datetime")) ?? "");
  const inTokyo = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Asia/Tokyo",
    hourCycle: "h12",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);

  await page.getByRole("button", { name: "Appearance" }).click();
  const choices = page.getByRole("dialog", { name: "Appearance" });
  await choices.getByRole("combobox", { name: "Time zone" }).selectOption("Asia/Tokyo");
  await choices.getByRole("group", { name: "Clock" }).getByText("12 hours").click();
  await choices.getByRole("group", { name: "Rows" }).getByText("Dense").click();
  await expect(started).toHaveText(inTokyo);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Appearance" })).toBeFocused();

  await page.reload();
  await expect(started).toHaveText(inTokyo);
  await openTab(page, /Events/);
  const row = page.getByRole("cell", { name: "workflow:completed" });
  await expect.poll(async () => (await row.boundingBox())?.height).toBe(28);
});

test("the rail is narrow or wide as chosen", async ({ page }) => {
  await open(page, "/runs");
  const rail = page
    .getByRole("complementary")
    .filter({ has: page.getByRole("navigation", { name: "Pages" }) });
  const width = async () => (await rail.boundingBox())?.width;
  await expect.poll(width).toBe(208);

  await page.keyboard.press("\\");
  await expect.poll(width).toBe(56);
  await page.reload();
  await expect.poll(width).toBe(56);
  await expect(page.getByRole("link", { name: "Runs", exact: true })).toBeVisible();
});

test("what the address asks for and the page does not know is told and left out", async ({ page }) => {
  await page.goto("/runs?q=licence&colour=red&status=PINK");

  await expect(page.getByText(/does not understand colour=red, status=PINK/)).toBeVisible();
  await expect(page).toHaveURL(/\/runs\?q=licence$/);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByText(/does not understand/)).toHaveCount(0);
});

test("j and k go through the rows of the runs, o opens one", async ({ page }) => {
  await openFirstRun(page);
  await page.goto("/runs");
  const links = page.getByRole("table", { name: "Runs, newest first" }).getByRole("link");
  await page.waitForLoadState("networkidle");

  await page.keyboard.press("j");
  await expect(links.first()).toBeFocused();
  await page.keyboard.press("k");
  await expect(links.first()).toBeFocused();
  const count = await links.count();
  for (let row = 1; row < count; row++) await page.keyboard.press("j");
  await expect(links.last()).toBeFocused();
  await page.keyboard.press("o");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/runs\/[^?/]+$/);
});
