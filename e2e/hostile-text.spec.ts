/** What runs, models and people wrote is text on every page: 1,000 payloads in every field that is shown. */

import { expect, type Page, test } from "@playwright/test";
import { openStore } from "@stageline/engine/store";
import { callApi } from "./call-api.js";
import { urlOf } from "./databases.js";
import { type HostileRun, writeHostileRun } from "./hostile-text/hostile-run.js";
import { FOREIGN_HOST, hostileTexts, PAYLOADS } from "./hostile-text/payloads.js";

/** Notes whatever must not happen from now on, on any page that is opened. */
async function watch(page: Page): Promise<string[]> {
  const seen: string[] = [];
  const own = new URL(page.url()).origin;
  await page.exposeFunction("reported", (what: string) => void seen.push(what));
  await page.addInitScript(() => {
    const tell = (what: string) => (window as unknown as { reported(what: string): void }).reported(what);
    Object.defineProperty(window, "ran", { set: () => tell("a script ran") });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
      tell(`against the policy: ${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  page.on("dialog", (dialog) => {
    seen.push(`asked: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${own}/`) && !url.startsWith("data:")) seen.push(`requested ${url}`);
  });
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  page.on("popup", () => seen.push("a window opened"));
  return seen;
}

/** Whatever markup or address would run when it is touched. */
const dangerousIn = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter(
        (element) =>
          element.getAttributeNames().some((name) => name.startsWith("on")) ||
          /^\s*(javascript|data|vbscript):/i.test(
            element.getAttribute("href") ??
              element.getAttribute("action") ??
              element.getAttribute("src") ??
              "",
          ),
      )
      .map((element) => element.outerHTML.slice(0, 200)),
  );

async function look(page: Page, address: string, shows: string | RegExp = "") {
  // The page before may be on its way to another.
  await expect(() => page.goto(address, { waitUntil: "load" })).toPass();
  if (shows !== "") await expect(page.locator("main")).toContainText(shows);
  await expect(async () => expect(await dangerousIn(page), address.slice(0, 80)).toEqual([])).toPass();
}

const VIEWS = ["timeline", "graph", "annotations", "annotations&as=matrix", "calls", "logs", "artifacts"];
const pagesOf = ({ runId, stageRecordIds }: HostileRun) => [
  ...[...VIEWS, "events", "data"].map((view) => `/runs/${runId}?tab=${view}`),
  `/runs/${runId}?sel=${stageRecordIds[0]}`,
];

test("text of runs runs nothing, loads nothing and breaks no policy, in whatever field it is", async ({
  page,
}, { project }) => {
  expect(PAYLOADS.length).toBeGreaterThan(1_000);
  const store = await openStore(urlOf(project.name));
  const run = await writeHostileRun(store);
  await store.close();
  await page.goto("/runs");
  const reason = hostileTexts(60)[0] ?? "";
  await callApi(page, "bulk.start", {
    kind: "cancel",
    target: { ids: [run.runId] },
    reason,
    name: "x",
    id: `bulk-${run.runId}`,
  });
  const seen = await watch(page);

  await look(page, "/runs", "window.ran=1");
  for (const address of pagesOf(run)) await look(page, address, "window.ran=1");
  await look(page, "/bulk", "window.ran=1");
  await look(page, `/bulk/bulk-${run.runId}`, "window.ran=1");
  await look(page, "/annotations", "window.ran=1");
  for (const address of ["/cost", "/queue", "/queue?tab=suspended", "/settings/audit"])
    await look(page, address);

  expect(seen).toEqual([]);
});

test("nor does text in the address of a page", async ({ page }) => {
  await page.goto("/runs");
  const seen = await watch(page);
  const some = PAYLOADS.filter((_, at) => at % 90 === 0).map(encodeURIComponent);

  for (const [at, text] of some.entries()) {
    const addresses = [
      `/runs?q=${text}&status=${text}&sort=${text}&${text}=${text}`,
      `/runs/${text}?tab=${text}`,
      `/sign-in?to=${text}#${text}`,
      `/bulk/${text}?show=${text}`,
    ];
    await look(page, addresses[at % addresses.length] ?? "");
  }

  expect(seen).toEqual([]);
});

test("and if it ever became markup, the browser would refuse to run it or to call anybody", async ({
  page,
}) => {
  await page.goto("/runs");

  const outcome = await page.evaluate(async (host) => {
    const kept: string[] = [];
    const attempt = (name: string, act: () => unknown) => {
      try {
        act();
        kept.push(name);
      } catch {
        // Refused, as it should be.
      }
    };
    attempt("markup", () =>
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran=1'>"),
    );
    attempt("timer", () => setTimeout("window.ran=1"));
    attempt("foreign script", () =>
      Object.assign(document.body.appendChild(document.createElement("script")), { src: `//${host}/x.js` }),
    );
    attempt("script text", () => {
      document.createElement("script").text = "window.ran=1";
    });
    // Once it waited, this code is under the page's policy as the page's own.
    await new Promise((resolve) => setTimeout(resolve));
    attempt("code from text", () => Reflect.construct(Function, ["return 1"]));
    return fetch(`https://${host}/`, { mode: "no-cors" }).then(
      () => [...kept, "foreign request"],
      () => kept,
    );
  }, FOREIGN_HOST);

  expect(outcome).toEqual([]);
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
});
