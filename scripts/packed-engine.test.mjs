/** The engine as somebody gets it who installs it: packed, put into an empty project, and used there. */

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pnpm } from "./command.mjs";
import { root } from "./project.mjs";

const run = promisify(execFile);

/** What a reader of the README would write. */
const PROGRAM = `
import { createKernel, defineStage, defineWorkflow } from "@stageline/engine";
import { openStore } from "@stageline/engine/store";
import { z } from "zod";

const shout = defineStage({
  id: "shout",
  name: "Shout",
  schemas: { input: z.object({ text: z.string() }), output: z.string() },
  execute: async ({ input }) => input.text.toUpperCase(),
});
const workflow = defineWorkflow({ id: "w", name: "W", input: z.object({ text: z.string() }) }).pipe(shout).build();
const store = await openStore("file:./it.db", { migrate: true });
const kernel = createKernel({ store, workflows: [workflow], workerId: "one" });
const { runId } = await kernel.dispatch("run.create", { workflowId: "w", input: { text: "hi" } });
await kernel.dispatch("run.claimPending", {});
for (const job of await kernel.dispatch("job.begin", { limit: 5, leaseMs: 60_000 }))
  await kernel.dispatch("job.execute", { job });
console.log(await store.persistence.getRunStatus(runId));
await store.close();
`;

test("the packed engine has what is built and migrations, and runs a workflow in an empty project", async ({
  onTestFinished,
}) => {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-packed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pnpmIn = (/** @type {string} */ cwd, /** @type {string[]} */ args) => {
    const [program, all] = pnpm(args);
    return run(program, [...all], { cwd, maxBuffer: 1 << 26 });
  };
  await pnpmIn(path.join(root, "packages/engine"), ["pack", "--pack-destination", folder]);
  const [tarball = ""] = readdirSync(folder);
  const files = (await run("tar", ["-tzf", path.join(folder, tarball)])).stdout.trim().split("\n");

  expect(
    files.filter((file) => !/^package\/(package\.json|LICENSE|README\.md|dist\/|migrations\/)/.test(file)),
  ).toEqual([]);
  expect(files.filter((file) => /\.map$|\.test\.|\.env|\.db$/.test(file))).toEqual([]);
  expect(files).toContain("package/dist/index.d.ts");
  expect(files.some((file) => file.startsWith("package/migrations/sqlite/"))).toBe(true);

  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({
      type: "module",
      dependencies: { "@stageline/engine": `file:./${tarball}`, zod: "4.6.7" },
    }),
  );
  writeFileSync(path.join(folder, "program.mjs"), PROGRAM);
  await pnpmIn(folder, ["install", "--prefer-offline", "--ignore-scripts", "--ignore-workspace"]);
  const { stdout } = await run(process.execPath, ["program.mjs"], { cwd: folder });
  expect(stdout.trim()).toBe("COMPLETED");
});
