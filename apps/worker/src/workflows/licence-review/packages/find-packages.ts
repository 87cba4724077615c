/**
 * Finds every package that is installed in a project, wherever the package manager put it.
 *
 * Knows the flat layout of npm and yarn, nested `node_modules`, pnpm's store (`node_modules/.pnpm/x@1/node_modules/x`)
 * and workspaces. Each folder is visited once by its real path, so that links, also circular ones, lead nowhere new.
 * Packages of the project itself, reached by a workspace link, are not installed and are only counted.
 */

import type { Dirent } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import path from "node:path";

export interface FoundPackages {
  /** Real paths of package folders, in a stable order. */
  readonly folders: readonly string[];
  readonly workspaces: number;
  /** Stopped at the limit: there are more. */
  readonly isCut: boolean;
}

/** How deep below the project `node_modules` folders of workspaces are looked for. */
const WORKSPACE_DEPTH = 4;

/** @throws the signal's reason, when it is aborted */
export async function findPackages(
  project: string,
  limit: number,
  signal: AbortSignal,
): Promise<FoundPackages> {
  const waiting = await modulesBelow(project, WORKSPACE_DEPTH);
  const seen = new Set<string>();
  const folders: string[] = [];
  let workspaces = 0;

  for (let modules = waiting.shift(); modules !== undefined; modules = waiting.shift()) {
    signal.throwIfAborted();
    if (seen.has(modules)) continue;
    seen.add(modules);
    for (const entry of await entriesOf(modules)) {
      const at = path.join(modules, entry.name);
      if (entry.name === ".pnpm") {
        for (const slot of await entriesOf(at))
          await addIfThere(waiting, path.join(at, slot.name, "node_modules"));
        continue;
      }
      if (entry.name.startsWith(".")) continue;
      const candidates = entry.name.startsWith("@")
        ? (await entriesOf(at)).map(({ name }) => path.join(at, name))
        : [at];
      for (const candidate of candidates) {
        const real = await folderOf(candidate);
        if (real === undefined || seen.has(real)) continue;
        seen.add(real);
        if (!isInstalled(real)) {
          workspaces += 1;
          continue;
        }
        if (folders.length === limit) return { folders, workspaces, isCut: true };
        folders.push(real);
        await addIfThere(waiting, path.join(real, "node_modules"));
      }
    }
  }
  return { folders, workspaces, isCut: false };
}

/** The `node_modules` folders of the project and of the workspaces in it. */
async function modulesBelow(folder: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(folder)) {
    const at = path.join(folder, entry.name);
    if (entry.name === "node_modules") {
      const real = await folderOf(at);
      if (real !== undefined) found.push(real);
      continue;
    }
    if (!entry.isDirectory()) continue;
    if (depth > 0 && !entry.name.startsWith(".")) found.push(...(await modulesBelow(at, depth - 1)));
  }
  return found;
}

/** A folder that can't be read has no entries; its package is missing from the review as it is from the program. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

async function addIfThere(waiting: string[], folder: string): Promise<void> {
  const isFolder = await lstat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) waiting.push(folder);
}

/** The real path, or `undefined` for a dangling link or something that is no folder. */
async function folderOf(candidate: string): Promise<string | undefined> {
  try {
    const real = await realpath(candidate);
    return (await lstat(real)).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

const isInstalled = (real: string): boolean => real.split(path.sep).includes("node_modules");
