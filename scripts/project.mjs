/** Where things are. */

import { readFileSync } from "node:fs";
import path from "node:path";

/** The project's folder. */
export const root = path.resolve(import.meta.dirname, "..");

/** What is kept between starts: database, logs, notes. `STAGELINE_DATA_DIR` moves it. */
export const dataFolder = path.resolve(root, process.env.STAGELINE_DATA_DIR || ".data");

export const logFolder = path.join(dataFolder, "logs");

/** Stamps and unpacked tools; gone with node_modules, whose state they describe. */
export const cacheFolder = path.join(root, "node_modules/.cache/stageline");

/** A path as people want to read it: relative when it is inside the project. */
export function shown(/** @type {string} */ file) {
  const relative = path.relative(root, file);
  return relative.startsWith("..") ? file : relative || ".";
}

/** @returns {{packageManager: string, devDependencies: Record<string, string>}} the root package.json */
export const manifest = () => JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
