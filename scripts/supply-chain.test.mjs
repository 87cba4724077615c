/** Where dependencies may come from, and what they may do when they are installed. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "./project.mjs";

const read = (/** @type {string} */ file) => readFileSync(path.join(root, file), "utf8");
const workspace = read("pnpm-workspace.yaml");
const lockfile = read("pnpm-lock.yaml");

test.each(["strictDepBuilds: true", "blockExoticSubdeps: true", "minimumReleaseAge: 1440"])(
  "pnpm is told %s",
  (line) => {
    expect(workspace.split("\n")).toContain(line);
  },
);

test("scripts of dependencies are allowed or refused by name", () => {
  expect(workspace).toMatch(/^allowBuilds:$/m);
  expect(workspace).not.toMatch(/dangerouslyAllowAllBuilds|["']?\*["']?: true/);
});

test("what is installed is what the lockfile says, as our own scripts install it", () => {
  expect(read("scripts/prepare/install.mjs")).toContain('"--frozen-lockfile"');
});

test("every package in the lockfile comes from the registry, with a checksum", () => {
  const resolutions = [...lockfile.matchAll(/^ {4}resolution: (.+)$/gm)].map(([, value]) => value);

  expect(resolutions.length).toBeGreaterThan(300);
  expect(resolutions.filter((value) => !/^\{integrity: sha512-[\w+/=]+\}$/.test(value ?? ""))).toEqual([]);
});
