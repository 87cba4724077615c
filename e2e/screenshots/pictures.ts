/** What there is a picture of. A new page or view is a line here, and one in docs/dashboard.md. */

import { expect, type Page } from "@playwright/test";
import { callApi, startReview } from "../call-api.js";

export interface Picture {
  /** The file is `<name>-<theme>.png`. */
  readonly name: string;
  /** Below the page of the first run, or an address of its own. */
  readonly address: (firstRun: string) => string;
  /** What is done before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
  /** Of another dashboard, on whose database things went wrong. */
  readonly isOfTrouble?: boolean;
  /** Pixels. Default: 1440 × 900. */
  readonly size?: { readonly width: number; readonly height: number };
}

const view = (tab: string) => (firstRun: string) => `${firstRun}?tab=${tab}`;
const PHONE = { width: 390, height: 844 };

export const PICTURES: readonly Picture[] = [
  { name: "runs", address: () => "/runs" },
  {
    name: "runs-peek",
    address: () => "/runs?q=wf:licence-review&cols=priority",
    prepare: async (page) => {
      await page.keyboard.press("j");
      await page.keyboard.press("Space");
      await expect(page.getByRole("complementary", { name: "The run in hand" })).toContainText("Inventory");
    },
  },
  { name: "runs-no-match", address: () => "/runs?q=zzz&status=FAILED" },
  { name: "runs-phone", address: () => "/runs", size: PHONE },
  { name: "annotations", address: () => "/annotations" },
  { name: "annotations-values", address: () => "/annotations?view=values&by=Decision.outcome" },
  { name: "new-run", address: () => "/runs/new" },
  {
    name: "run-timeline",
    address: view("timeline"),
    prepare: async (page) => {
      await page.getByRole("button", { name: "Assess", exact: true }).click();
      await expect(page.getByRole("complementary", { name: "Assess, details" })).toContainText("rationale");
    },
  },
  { name: "run-path", address: (firstRun) => `${firstRun}?path=true` },
  { name: "run-timeline-phone", address: view("timeline"), size: PHONE },
  { name: "run-graph", address: view("graph") },
  { name: "run-annotations", address: view("annotations") },
  { name: "run-matrix", address: view("annotations&as=matrix") },
  { name: "run-calls", address: view("calls") },
  { name: "run-logs", address: view("logs") },
  { name: "run-artifacts", address: view("artifacts") },
  { name: "run-events", address: view("events") },
  { name: "run-data", address: view("data") },
  {
    name: "rerun",
    address: view("timeline"),
    prepare: async (page) => {
      await page.getByRole("button", { name: "Rerun…" }).click();
      await expect(page.getByRole("dialog")).toContainText("runs again");
    },
  },
  {
    name: "runs-selected",
    address: () => "/runs",
    prepare: async (page) => {
      await page.getByRole("checkbox", { name: "Select all runs in view" }).check();
      await expect(page.getByRole("region", { name: "Selected runs" })).toBeVisible();
    },
  },
  {
    name: "bulk",
    address: () => "/runs",
    prepare: async (page) => {
      const runs = await Promise.all([startReview(page), startReview(page), startReview(page)]);
      const ids = [...runs.map(({ runId }) => runId), "gone"];
      const id = crypto.randomUUID();
      await callApi(page, "bulk.start", {
        kind: "cancel",
        target: { ids },
        reason: "started by mistake",
        id,
      });
      await page.goto(`/bulk/${id}`);
      await expect(page.getByText("4 of 4 runs")).toBeVisible();
    },
  },
  { name: "cost", address: () => "/cost?by=tokens&list=calls" },
  {
    name: "queue",
    address: () => "/queue?state=running",
    prepare: async (page) => {
      await Promise.all(Array.from({ length: 12 }, () => startReview(page)));
      await page.reload();
      await expect(page.getByRole("table", { name: "Jobs" }).getByRole("row").nth(1)).toBeVisible();
    },
  },
  { name: "queue-workers", address: () => "/queue?tab=workers" },
  { name: "queue-phone", address: () => "/queue", size: PHONE },
  {
    name: "dead-letters",
    isOfTrouble: true,
    address: () => "/dead-letters",
    prepare: async (page) => {
      const row = page.getByRole("row").filter({ hasText: "no account" }).first();
      await row.getByRole("button", { name: "annotation:created", exact: true }).click();
      await page
        .getByRole("button", { name: /^Look at/ })
        .first()
        .click();
      await row.getByRole("button", { name: /^Replay \d+:/ }).click();
      await expect(page.getByRole("region", { name: "Payload, JSON" })).toBeVisible();
    },
  },
  { name: "dead-letters-outbox", isOfTrouble: true, address: () => "/dead-letters?tab=outbox" },
  { name: "dead-letters-phone", isOfTrouble: true, address: () => "/dead-letters", size: PHONE },
  {
    name: "replay",
    isOfTrouble: true,
    address: () => "/dead-letters",
    prepare: async (page) => {
      // The same in both themes: an id starts one action, however often it is sent.
      const id = "careful-replay";
      await callApi(page, "bulk.start", {
        kind: "replay",
        target: { deadEvents: {} },
        plan: { phases: [1, 10], stopAbove: 0.2, perMinute: null },
        reason: "billing says that it is mended",
        id,
      });
      await page.goto(`/bulk/${id}`);
      await expect(page.getByText("It stopped at canary")).toBeVisible({ timeout: 30_000 });
    },
  },
  {
    name: "palette",
    address: view("timeline"),
    prepare: async (page) => {
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByRole("combobox").fill("rerun");
      await expect(page.getByText("Newest runs")).toHaveCount(0);
    },
  },
  {
    name: "shortcuts",
    address: view("timeline"),
    prepare: async (page) => {
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  {
    name: "appearance",
    address: () => "/runs",
    prepare: async (page) => {
      await page.getByRole("button", { name: "Appearance" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
];
