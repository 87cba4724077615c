import { expect, type Page, test } from "@playwright/test";
import { type GuardedDashboard, startGuardedDashboard } from "./guarded-dashboard.js";

let dashboard: GuardedDashboard;
test.beforeAll(async () => {
  dashboard = await startGuardedDashboard(test.info().project.name);
});
test.afterAll(() => dashboard?.stop());

async function signIn(page: Page, name: string, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/runs/);
}

test("who has the link signs in, makes a token, is in the audit log, and signs out for good", async ({
  page,
  browser,
}) => {
  await page.goto(`${dashboard.address}/runs?status=FAILED`);
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fruns%3Fstatus%3DFAILED/);
  await expect(page.getByRole("link", { name: "Runs" })).toHaveCount(0);

  await page.getByRole("textbox", { name: "Your name" }).fill("Maria");
  await page.getByRole("textbox", { name: "Token" }).fill("sltk_guessed-guessed-guessed");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "not valid" })).toBeVisible();

  await signIn(page, "Maria", await dashboard.link());
  expect(page.url()).not.toContain("sltk_");
  await expect(page.getByTitle("Maria, admin")).toBeVisible();
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });

  await page.goto(`${dashboard.address}/settings`);
  const form = page.getByRole("form", { name: "New token" });
  await form.getByRole("textbox", { name: "Name" }).fill("dora");
  await form.getByRole("combobox", { name: "Role" }).selectOption("viewer");
  await form.getByRole("button").click();
  const secret = page.getByText(/^sltk_/);
  await expect(secret).toBeVisible();
  const token = (await secret.textContent()) ?? "";

  const viewer = await (await browser.newContext()).newPage();
  await signIn(viewer, "ignored", `${dashboard.address}/sign-in#${token}`);
  await expect(viewer.getByTitle("dora, viewer")).toBeVisible();
  const asked = await viewer.request.post(`${dashboard.address}/api/trpc/newRun.create`, {
    headers: { "x-stageline-client": "1", origin: dashboard.address },
    data: { json: { workflowId: "licence-review", input: {} } },
  });
  expect(asked.status()).toBe(403);
  expect(await asked.text()).toContain("This takes the role operator; yours is viewer");

  await page.getByRole("button", { name: "Revoke dora" }).click();
  await expect(page.getByRole("button", { name: "Revoke dora" })).toHaveCount(0);
  await viewer.reload();
  await expect(viewer).toHaveURL(/\/sign-in/);
  await viewer.context().close();

  await page.goto(`${dashboard.address}/settings/audit`);
  for (const action of ["access.signIn", "access.createToken", "access.revokeToken"])
    await expect(page.getByRole("row").filter({ hasText: action }).first()).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.context().addCookies(cookie ? [cookie] : []);
  await page.goto(`${dashboard.address}/runs`);
  await expect(page).toHaveURL(/\/sign-in/);
});
