/** No page of another origin changes anything or reads anything, whatever shape its requests have. */

import { expect, type Page, test } from "@playwright/test";
import { openStore, type Store } from "@stageline/engine/store";
import { type EvilSite, startEvilSite, tryEverything } from "./cross-site/evil-page.js";
import { type Inputs, validInputs } from "./cross-site/valid-inputs.js";
import { urlOf } from "./databases.js";
import { type GuardedDashboard, startGuardedDashboard } from "./guarded-dashboard.js";

/** By way of a name, as its own paths are none of this project's. */
const ROUTER = "../apps/web/server/router.js";
const { appRouter } = (await import(ROUTER)) as {
  appRouter: { _def: { procedures: Record<string, { _def: { type: string } }> } };
};
const MUTATIONS = Object.entries(appRouter._def.procedures)
  .filter(([, { _def }]) => _def.type === "mutation")
  .map(([name]) => name);

let store: Store;
let evil: EvilSite;
let guarded: GuardedDashboard;
test.beforeAll(async () => {
  store = await openStore(urlOf(test.info().project.name));
  evil = await startEvilSite();
  guarded = await startGuardedDashboard(test.info().project.name);
});
test.afterAll(async () => {
  await guarded?.stop();
  await evil?.close();
  await store?.close();
});

/** Everything that was done by somebody is in the audit log, in the transaction of its effect. */
const actions = async () =>
  (await store.audit.list({ limit: 50 })).map(({ sequence, action }) => `${sequence} ${action}`);

/** Returns how many changes were asked for. */
async function attack(page: Page, dashboard: string, inputs: Inputs): Promise<number> {
  let sent = 0;
  const answered: string[] = [];
  // Nothing of the dashboard's own page is under way any more.
  await page.goto("about:blank");
  page.on("request", (request) => {
    if (request.url().startsWith(`${dashboard}/api/`) && request.method() === "POST") sent += 1;
  });
  page.on("response", (response) => {
    const url = new URL(response.url());
    if (url.origin === dashboard && url.pathname.startsWith("/api/"))
      answered.push(`${response.request().method()} ${response.status()} ${url.pathname}`);
  });
  const wishes = Object.entries(inputs).map(([name, json]) => ({
    url: `${dashboard}/api/trpc/${name}`,
    json,
  }));
  for (const origin of evil.origins) {
    await page.goto(origin);
    expect(await tryEverything(page, wishes, `${dashboard}/api/live?runs=x`)).toEqual([]);
  }
  expect(answered.filter((answer) => / 2\d\d /.test(answer))).toEqual([]);
  return sent;
}

/** As the dashboard's own page asks. */
const ask = (page: Page, name: string, json: unknown) =>
  page.evaluate(
    async ([name, json]) => {
      const response = await fetch(`/api/trpc/${name}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-stageline-client": "1" },
        body: JSON.stringify({ json }),
      });
      return `${response.status} ${response.ok ? "" : await response.text()}`.trim();
    },
    [name, json] as const,
  );

for (const mode of ["open to this machine", "signed in to"] as const)
  test(`other origins get nothing done and see nothing of a dashboard that one is ${mode}`, async ({
    page,
    baseURL,
  }) => {
    const inputs = await validInputs(store);
    expect(Object.keys(inputs).sort()).toEqual([...MUTATIONS].sort());
    const dashboard = mode === "signed in to" ? guarded.address : (baseURL ?? "");
    if (mode === "signed in to") {
      await page.goto(await guarded.link());
      await page.getByRole("textbox", { name: "Your name" }).fill("Maria");
      await page.getByRole("button", { name: "Sign in" }).click();
      await expect(page).toHaveURL(/\/runs/);
    }
    const before = await actions();

    const sent = await attack(page, dashboard, inputs);

    expect(await actions()).toEqual(before);
    // Most shapes are sent without asking first.
    expect(sent).toBeGreaterThan(MUTATIONS.length * evil.origins.length * 12);

    // The same wishes of its own page are carried out: it was not the inputs that were refused.
    await page.goto(`${dashboard}/runs`);
    for (const [name, json] of Object.entries(inputs))
      expect(`${name} ${await ask(page, name, json)}`).toBe(`${name} 200`);
    expect(await actions()).not.toEqual(before);
  });
