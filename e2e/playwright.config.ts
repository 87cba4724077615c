import { defineConfig } from "@playwright/test";
import { findBrowser } from "./browser.js";
import { chosenDatabases, portFor } from "./databases.js";

const [looksAreTestedOn] = chosenDatabases();
const browser = await findBrowser();

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  globalSetup: "./global-setup.ts",
  reporter: "list",
  workers: 2,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: { width: 1280, height: 900 },
    launchOptions: browser.launchOptions,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: await Promise.all(
    chosenDatabases().map(async (database) => ({
      name: database,
      // Specs of one database share its data and run one after the other.
      workers: 1,
      // The pages and the gate are the same on every database; what is in them is looked at on each.
      testIgnore:
        database === looksAreTestedOn
          ? []
          : ["accessibility", "cross-site", "path-tricks"].map((name) => `${name}.spec.ts`),
      use: { baseURL: `http://127.0.0.1:${await portFor(database)}` },
    })),
  ),
});
