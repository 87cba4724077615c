/**
 * Stamps: what a step was made from, so that the next start can skip it in milliseconds.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cacheFolder, root } from "./project.mjs";

/** Folders that are made, not written, or that no build reads. */
const SKIPPED_FOLDERS = new Set([
  "node_modules",
  "dist",
  ".next",
  ".turbo",
  "generated",
  "test",
  "bench",
  "coverage",
]);
/** The same for files, and for the copy of the migrations that the engine's build makes. */
const SKIPPED_FILES = /\.test\.\w+$|\.md$|\.tsbuildinfo$|\bnext-env\.d\.ts$|packages.engine.migrations\b/;

/**
 * One hash over the names and contents of files.
 *
 * @param {readonly string[]} paths files and folders, relative to the project; what is missing counts as missing
 * @returns {string}
 */
export function fingerprint(paths) {
  const hash = createHash("sha256").update(process.version);
  for (const file of paths.flatMap((each) => filesBelow(path.join(root, each))).sort()) {
    hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** @param {string} entry @returns {string[]} */
function filesBelow(entry) {
  const found = statSync(entry, { throwIfNoEntry: false });
  if (!found || SKIPPED_FILES.test(entry)) return [];
  if (!found.isDirectory()) return [entry];
  return readdirSync(entry, { withFileTypes: true })
    .filter(({ name }) => !SKIPPED_FOLDERS.has(name))
    .flatMap((child) => filesBelow(path.join(entry, child.name)));
}

/**
 * Whether a step's work is still there and was made from what is here now.
 *
 * @param {string} name
 * @param {{from: string, made: readonly string[]}} work `from`: fingerprint of what it is made from; `made`: files it leaves
 */
export function isUpToDate(name, { from, made }) {
  const expected = stampText(from, made);
  try {
    return expected !== undefined && readFileSync(stampFile(name), "utf8") === expected;
  } catch {
    return false;
  }
}

/**
 * Remembers that a step's work is done.
 *
 * @param {string} name
 * @param {{from: string, made: readonly string[]}} work
 */
export function stamp(name, { from, made }) {
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(stampFile(name), stampText(from, made) ?? "");
}

const stampFile = (/** @type {string} */ name) => path.join(cacheFolder, `${name}.stamp`);

/**
 * Times of the files made are part of the stamp: whoever made them again, from something else, is noticed.
 *
 * @param {string} from @param {readonly string[]} made
 */
function stampText(from, made) {
  const times = made.map((file) => statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs);
  return times.includes(undefined) ? undefined : [from, ...times].join("\n");
}
