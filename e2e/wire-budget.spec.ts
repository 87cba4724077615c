import { expect, test } from "@playwright/test";

/** Kilobytes of JavaScript, as they come over the wire. */
const BUDGET_KB = 250;

test(`the list of runs needs at most ${BUDGET_KB} kB of JavaScript`, async ({ page }) => {
  const scripts: { name: string; bytes: Promise<number> }[] = [];
  page.on("response", (response) => {
    if (!/javascript/.test(response.headers()["content-type"] ?? "")) return;
    const bytes = response
      .request()
      .sizes()
      .then(({ responseBodySize }) => responseBodySize);
    scripts.push({ name: new URL(response.url()).pathname.split("/").at(-1) ?? "", bytes });
  });

  await page.goto("/runs");
  await expect(page.getByRole("main")).toBeVisible();
  // What links prefetch counts as well.
  await expect(page.locator("header .live")).toHaveText("Live");
  await expect.poll(() => page.evaluate(() => document.readyState)).toBe("complete");

  const sizes = await Promise.all(
    scripts.map(async ({ name, bytes }) => ({ name, kb: (await bytes) / 1_000 })),
  );
  const kb = sizes.reduce((sum, script) => sum + script.kb, 0);
  const shown = sizes
    .toSorted((a, b) => b.kb - a.kb)
    .map((script) => `${script.kb.toFixed(1)} ${script.name}`);
  test
    .info()
    .annotations.push({ type: "JavaScript", description: `${kb.toFixed(1)} kB: ${shown.join(", ")}` });
  expect(scripts.length).toBeGreaterThan(0);
  expect(kb, shown.join("\n")).toBeLessThanOrEqual(BUDGET_KB);
});
