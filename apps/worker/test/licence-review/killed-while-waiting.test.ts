/** The built-in workflow with its batch handed in, its worker killed, and another that goes on. Real processes. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createKernel } from "@stageline/engine";
import spdx from "spdx-license-list/full.js";
import { afterEach, describe, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../../../../packages/engine/test/stores.js";
import { reportOutput } from "../../src/workflows/licence-review/report.js";
import { type Tree, writeTree } from "./tree.js";

/** As it is built and shipped. */
const WORKER = path.resolve(import.meta.dirname, "../../dist/main.js");
const licence = (id: string) => `Copyright (c) 2026 ${id} Author\n\n${spdx[id]?.licenseText ?? ""}`;
const project = {
  "package.json": { name: "shop", license: "MIT" },
  "node_modules/weak/package.json": { name: "weak", version: "1.0.0", license: "MPL-2.0" },
  "node_modules/weak/LICENSE": licence("MPL-2.0"),
  "node_modules/viral/package.json": { name: "viral", version: "1.0.0", license: "AGPL-3.0-only" },
  "node_modules/viral/COPYING": licence("AGPL-3.0-only"),
};
/** A poll may come before the kill; then another run is waited for. */
const MOST_TRIES = 10;

describe.each(["sqlite", "postgresql"] as const)("a licence review on %s", (kind) => {
  let opened: TestStore;
  let tree: Tree;
  const processes: ChildProcess[] = [];
  afterEach(async () => {
    for (const process of processes.splice(0)) await killed(process);
    await opened.discard();
    await tree.discard();
  });

  const killed = async (worker: ChildProcess) => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    worker.kill("SIGKILL");
    await once(worker, "exit");
  };
  const startWorker = () => {
    const worker = spawn(process.execPath, [WORKER], {
      stdio: "ignore",
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: opened.url,
        STAGELINE_LEASE_MS: "1000",
        STAGELINE_POLL_MS: "20",
        STAGELINE_MODEL: "local",
      },
    });
    processes.push(worker);
    return worker;
  };
  const assessOf = (runId: string) => opened.store.persistence.getStage(runId, "assess");

  /** A run whose batch was handed in by a worker that is dead. */
  async function abandoned(): Promise<string> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const worker = startWorker();
      const kernel = createKernel({ store: opened.store });
      await expect
        .poll(() => opened.store.persistence.getDefinition("licence-review"), { timeout: 30_000 })
        .not.toBeNull();
      const { runId } = await kernel.dispatch("run.create", {
        workflowId: "licence-review",
        input: { folder: tree.folder },
      });
      await expect
        .poll(async () => (await assessOf(runId))?.status ?? "", { interval: 5, timeout: 60_000 })
        .toMatch(/SUSPENDED|COMPLETED/);
      await killed(worker);
      if ((await assessOf(runId))?.status === "SUSPENDED") return runId;
    }
    throw new Error(`In ${MOST_TRIES} runs the batch was never waited for when the worker died`);
  }

  test("is handed in once, and ends right with another worker", async () => {
    opened = await openTestStore(kind);
    tree = await writeTree(project);
    const runId = await abandoned();
    const { store } = opened;

    startWorker();
    await expect.poll(() => store.persistence.getRunStatus(runId), { timeout: 60_000 }).toBe("COMPLETED");

    const events = await store.read.events.list({ runId, afterSequence: 0, limit: 1_000 });
    const ofAssess = events.filter(({ payloadPreview }) => payloadPreview.includes('"assess"'));
    expect(ofAssess.filter(({ eventType }) => eventType === "stage:suspended")).toHaveLength(1);
    expect(ofAssess.filter(({ eventType }) => eventType === "stage:completed")).toHaveLength(1);
    const stages = await store.read.stages.listByRun(runId);
    expect(stages.find(({ stageId }) => stageId === "assess")).toMatchObject({ attempt: 0, deliveries: 1 });
    // One batch, whose requests were each answered and recorded once.
    const artifacts = await store.read.artifacts.listByRun(runId);
    const batches = artifacts.filter(({ key }) => key.startsWith("batches/"));
    expect(batches.map(({ key }) => key)).toEqual(["batches/assess.0.json"]);
    const batch = await store.persistence.loadArtifact(runId, "batches/assess.0.json");
    const { requests } = batch as { requests: unknown[] };
    const calls = await store.read.aiCalls.totals({
      runId,
      stageId: "assess",
      direction: "after",
      limit: 50,
    });
    expect(requests.length).toBeGreaterThan(0);
    expect(calls.calls).toBe(requests.length);
    const output = reportOutput.parse((await store.persistence.getRun(runId))?.output);
    expect(output.packages.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "viral@1.0.0 rejected",
      "weak@1.0.0 needs_review",
    ]);
  }, 180_000);
});
