import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isAlive, processIdentity } from "../process-identity.mjs";
import { claimDataFolder } from "./leftovers.mjs";

function dataFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "stageline-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that leads a group, as those do that we start. */
async function someProcess() {
  const child = spawn(process.execPath, ["--eval", "process.stdin.resume()"], { detached: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  return child;
}

const noteIn = (folder, notes) => writeFileSync(path.join(folder, "processes.json"), JSON.stringify(notes));

test("stops the worker and the dashboard that a killed start left running", async () => {
  const folder = dataFolder();
  const worker = await someProcess();
  noteIn(folder, [
    { name: "stageline", pid: 999_999_999, identity: "gone" },
    { name: "worker", pid: worker.pid, identity: processIdentity(worker.pid) },
  ]);

  const { stopped } = await claimDataFolder(folder);

  expect(stopped).toEqual(["worker"]);
  expect(worker.signalCode ?? (await once(worker, "exit"))[1]).toBe("SIGTERM");
});

test("leaves a stranger alone that got the process id of an orphan", async () => {
  const folder = dataFolder();
  const stranger = await someProcess();
  noteIn(folder, [{ name: "worker", pid: stranger.pid, identity: "another time" }]);

  const { stopped } = await claimDataFolder(folder);

  expect(stopped).toEqual([]);
  expect(isAlive(stranger.pid)).toBe(true);
});

test("refuses a folder that a start uses which is alive", async () => {
  const folder = dataFolder();
  const other = await someProcess();
  noteIn(folder, [{ name: "stageline", pid: other.pid, identity: processIdentity(other.pid) }]);

  const claiming = claimDataFolder(folder);

  await expect(claiming).rejects.toThrow(`process ${other.pid}`);
});

test("does not stumble over a note that was cut off", async () => {
  const folder = dataFolder();
  writeFileSync(path.join(folder, "processes.json"), '[{"name": "wor');

  const { stopped } = await claimDataFolder(folder);

  expect(stopped).toEqual([]);
});

test("notes a restarted process in place of the one that died", async () => {
  const folder = dataFolder();
  const claim = await claimDataFolder(folder);

  claim.add("worker", 11);
  claim.add("worker", 12);

  const notes = JSON.parse(readFileSync(path.join(folder, "processes.json"), "utf8"));
  expect(notes.map(({ name, pid }) => [name, pid])).toEqual([
    ["stageline", process.pid],
    ["worker", 12],
  ]);
});
