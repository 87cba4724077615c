import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { findPackages } from "../../src/workflows/licence-review/packages/find-packages.js";
import { type Tree, writeTree } from "./tree.js";

const { signal } = new AbortController();

describe("finding packages", () => {
  let tree: Tree;
  afterEach(() => tree.discard());

  const find = async (files: Parameters<typeof writeTree>[0], limit = Number.POSITIVE_INFINITY) => {
    tree = await writeTree(files);
    const found = await findPackages(tree.folder, limit, signal);
    return { ...found, folders: found.folders.map((folder) => path.relative(tree.folder, folder)) };
  };

  test("finds flat, scoped and nested ones of npm's layout", async () => {
    const { folders } = await find({
      "node_modules/a/package.json": { name: "a" },
      "node_modules/a/node_modules/b/package.json": { name: "b", version: "1.0.0" },
      "node_modules/b/package.json": { name: "b", version: "2.0.0" },
      "node_modules/@scope/c/package.json": { name: "@scope/c" },
      "node_modules/.bin/a": "#!/bin/sh",
      "node_modules/.cache/x/package.json": { name: "x" },
    });

    expect(folders.sort()).toEqual([
      "node_modules/@scope/c",
      "node_modules/a",
      "node_modules/a/node_modules/b",
      "node_modules/b",
    ]);
  });

  test("finds each of pnpm's once, through its store and circular links", async () => {
    const { folders, workspaces } = await find({
      "node_modules/.pnpm/a@1.0.0/node_modules/a/package.json": { name: "a" },
      "node_modules/.pnpm/a@1.0.0/node_modules/@s/b": { link: "../../../@s+b@1.0.0/node_modules/@s/b" },
      "node_modules/.pnpm/@s+b@1.0.0/node_modules/@s/b/package.json": { name: "@s/b" },
      "node_modules/.pnpm/@s+b@1.0.0/node_modules/a": { link: "../../a@1.0.0/node_modules/a" },
      "node_modules/.pnpm/@s+b@1.0.0/node_modules/@s/b/node_modules/self": { link: ".." },
      "node_modules/.pnpm/node_modules/a": { link: "../a@1.0.0/node_modules/a" },
      "node_modules/a": { link: ".pnpm/a@1.0.0/node_modules/a" },
      "node_modules/gone": { link: "nowhere" },
      "node_modules/mine": { link: "../packages/mine" },
      "packages/mine/package.json": { name: "mine" },
      "packages/mine/node_modules/a": { link: "../../../node_modules/a" },
    });

    expect([...folders].sort()).toEqual([
      "node_modules/.pnpm/@s+b@1.0.0/node_modules/@s/b",
      "node_modules/.pnpm/a@1.0.0/node_modules/a",
    ]);
    expect(workspaces).toBe(1);
  });

  test("finds those of workspaces, and nothing where nothing is installed", async () => {
    const { folders } = await find({
      "package.json": { name: "root" },
      "apps/web/node_modules/a/package.json": { name: "a" },
      ".hidden/node_modules/b/package.json": { name: "b" },
    });

    expect(folders).toEqual(["apps/web/node_modules/a"]);
  });

  test("stops at the limit and says so", async () => {
    const { folders, isCut } = await find(
      {
        "node_modules/a/package.json": {},
        "node_modules/b/package.json": {},
        "node_modules/c/package.json": {},
      },
      2,
    );

    expect(folders).toHaveLength(2);
    expect(isCut).toBe(true);
  });
});
