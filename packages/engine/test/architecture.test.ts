/** The picture of ARCHITECTURE.md, held: who may import whom. */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");

/** Folders of `packages/engine/src` and what each may import besides itself; the files beside them are the doors. */
const LAYERS: Record<string, readonly string[]> = {
  domain: [],
  ports: ["domain"],
  // Views show records of the contract's own types.
  read: ["domain", "ports"],
  // A stage's `ai` is a model that records its calls.
  kernel: ["domain", "ports", "ai"],
  ai: ["domain", "ports"],
  // Implementations of a port, as adapters are, but of one that has nothing to do with storing.
  sinks: ["domain", "ports"],
  // Around the ports, whoever implements them.
  redaction: ["domain", "ports"],
  adapters: ["domain", "ports", "read", "redaction"],
  testing: ["domain", "ports", "read", "kernel", "ai", "adapters"],
};

const DOORS = /^@stageline\/engine(\/(store|read|ai|sinks|testing))?$/;

interface Import {
  /** The importing file, from the repository's root. */
  readonly file: string;
  /** What it names: a package, or a file from the repository's root. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const imports = importsOf(["packages", "apps"]);
const seen = (broken: readonly Import[]) => broken.map(({ file, target }) => `${file} → ${target}`);

test("there are imports to look at", () => {
  expect(imports.length).toBeGreaterThan(100);
});

test("the engine's folders import along the arrows only", () => {
  const layerOf = (file: string) => /^packages\/engine\/src\/(\w+)\//.exec(file)?.[1] ?? "";

  const broken = imports.filter(({ file, target }) => {
    const [from, to] = [layerOf(file), layerOf(target)];
    return from !== "" && to !== "" && from !== to && !LAYERS[from]?.includes(to);
  });

  expect(seen(broken)).toEqual([]);
});

test("siblings among the adapters do not import each other", () => {
  const adapterOf = (file: string) => /\/src\/adapters\/(\w+)\//.exec(file)?.[1] ?? "";

  const broken = imports.filter(({ file, target }) => {
    const [from, to] = [adapterOf(file), adapterOf(target)];
    return from !== "" && to !== "" && from !== to;
  });

  expect(seen(broken)).toEqual([]);
});

test("only adapters/prisma imports Prisma and the database drivers", () => {
  const broken = imports.filter(
    ({ file, target }) =>
      /^(@prisma\/|prisma($|\/)|pg$|@libsql\/)|\/generated\//.test(target) &&
      !file.startsWith("packages/engine/src/adapters/prisma/") &&
      !/\/(test|bench)\//.test(file),
  );

  expect(seen(broken)).toEqual([]);
});

test("the engine is entered through its doors only", () => {
  const broken = imports.filter(
    ({ file, target }) =>
      (target.startsWith("@stageline/engine") && !DOORS.test(target)) ||
      (target.startsWith("packages/engine/") &&
        !file.startsWith("packages/engine/") &&
        !target.includes("/test/")),
  );

  expect(seen(broken)).toEqual([]);
});

/** Where questions come in and are parsed, and tests that hold pages against those very schemas. */
const IS_ASKED = /\/router\.ts$|^apps\/web\/app\/api\/.*\/route\.ts$|\.test\.ts$/;

test("in the web only server/ touches the engine; routers and routes take its read model, pages its types", () => {
  const broken = imports.filter(({ file, target, isTypeOnly }) => {
    if (!file.startsWith("apps/web/") || file.startsWith("apps/web/server/") || !DOORS.test(target))
      return false;
    return target !== "@stageline/engine/read" || !(isTypeOnly || IS_ASKED.test(file));
  });

  expect(seen(broken)).toEqual([]);
});

function importsOf(folders: readonly string[]): Import[] {
  return folders.flatMap(sourceFiles).flatMap((file) => {
    const source = readFileSync(path.join(root, file), "utf8");
    const statements = source.matchAll(
      /^(?:import|export)\s(?<what>[^;'"]*?)\bfrom\s+"(?<from>[^"]+)"|^import\s+"(?<bare>[^"]+)"|\bimport\("(?<dynamic>[^"]+)"\)/gm,
    );
    return [...statements].map(({ groups = {} }) => ({
      file,
      target: resolved(file, groups.from ?? groups.bare ?? groups.dynamic ?? ""),
      isTypeOnly:
        /^type\b/.test(groups.what ?? "") || /^\{(\s*type\s[^,}]+,?)+\s*\}\s*$/.test(groups.what ?? ""),
    }));
  });
}

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (entry.isDirectory())
      return /^(node_modules|dist|\.next|generated)$/.test(entry.name) ? [] : sourceFiles(file);
    return /\.(tsx?|mjs)$/.test(entry.name) ? [file] : [];
  });
}

/** Relative names, and the web's `@/`, become paths from the root. */
function resolved(file: string, name: string): string {
  if (name.startsWith("@/")) return `apps/web/${name.slice(2)}`;
  return name.startsWith(".") ? path.posix.join(path.posix.dirname(file), name) : name;
}
