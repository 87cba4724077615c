import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { declaredLicence } from "../../src/workflows/licence-review/packages/declared-licence.js";
import {
  isLicenceFile,
  isNoticeFile,
  licenceSection,
} from "../../src/workflows/licence-review/packages/licence-file.js";
import { plainText } from "../../src/workflows/licence-review/packages/plain-text.js";
import { readPackage } from "../../src/workflows/licence-review/packages/read-package.js";
import { type Tree, writeTree } from "./tree.js";

test.each([
  [{ license: "MIT" }, "MIT"],
  [{ license: " (MIT OR Apache-2.0) " }, "(MIT OR Apache-2.0)"],
  [{ license: { type: "BSD-3-Clause", url: "https://example.org" } }, "BSD-3-Clause"],
  [{ licenses: [{ type: "MIT" }, { type: "GPL-2.0" }] }, "(MIT OR GPL-2.0)"],
  [{ licenses: ["MIT", "MIT"] }, "MIT"],
  [{ licenses: { type: "ISC" } }, "ISC"],
  [{ license: ["Apache-2.0", { type: "MIT" }] }, "(Apache-2.0 OR MIT)"],
  [{ licence: "MIT" }, "MIT"],
  [{ license: { url: "https://example.org/licence" } }, "https://example.org/licence"],
  [{ license: "SEE LICENSE IN LICENSE.txt" }, "SEE LICENSE IN LICENSE.txt"],
  [{ license: "" }, null],
  [{ license: 5 }, null],
  [{ license: null, licenses: [] }, null],
  [{}, null],
])("%j declares %j", (manifest, expected) => {
  expect(declaredLicence(manifest)).toBe(expected);
});

test("keeps only what can be stored of a hostile manifest", () => {
  expect(plainText(" a\0b\ud800c\n ", 10)).toBe("a b c");
  expect(plainText("🦊".repeat(5), 3)).toBe("🦊🦊🦊");
  expect(plainText("\0\u001b", 10)).toBeNull();
  expect(plainText(5, 10)).toBeNull();
});

test.each([
  "LICENSE",
  "license.md",
  "LICENCE.txt",
  "LICENSE-MIT",
  "LICENSE.APACHE2",
  "MIT-LICENSE.txt",
  "UNLICENSE",
  "COPYING",
  "COPYING.LESSER",
  "LICENSES.txt",
])("%s is a licence file", (name) => {
  expect(isLicenceFile(name)).toBe(true);
});

test.each(["license.js", "licenses.json", "README.md", "license-checker.d.ts", "index.ts"])(
  "%s is none",
  (name) => {
    expect(isLicenceFile(name)).toBe(false);
  },
);

test("tells notice files", () => {
  expect(
    ["NOTICE", "NOTICE.txt", "ThirdPartyNotices.txt", "third-party-notices.md"].filter(isNoticeFile),
  ).toHaveLength(4);
  expect(["notice.js", "LICENSE", "noticed.md"].filter(isNoticeFile)).toEqual([]);
});

test("reads a readme's section about the licence up to the next heading", () => {
  expect(licenceSection("# x\n\n## License\n\nMIT © Jane\n\n## More\n\ntext")).toBe("MIT © Jane");
  expect(licenceSection("x\n=\n\nLicense\n-------\n\nISC\n")).toBe("ISC");
  expect(licenceSection("# x\n\nNo word about it.")).toBeNull();
});

describe("reading a package", () => {
  let tree: Tree;
  afterEach(() => tree.discard());

  const read = async (files: Parameters<typeof writeTree>[0]) => {
    tree = await writeTree(files);
    return readPackage(path.join(tree.folder, "node_modules/@s/a"), new AbortController().signal);
  };

  test("reads manifest, texts, notices and size, without nested packages", async () => {
    const one = await read({
      "node_modules/@s/a/package.json": '\uFEFF{"name": "@s/a", "version": "1.2.3", "license": "MIT"}',
      "node_modules/@s/a/LICENSE": "MIT License",
      "node_modules/@s/a/NOTICE.txt": "Made by Jane",
      "node_modules/@s/a/lib/vendor/x/LICENSE": "ISC License",
      "node_modules/@s/a/README.md": "## License\n\nsee LICENSE",
      "node_modules/@s/a/node_modules/b/big.bin": "x".repeat(10_000),
    });

    expect(one).toMatchObject({ name: "@s/a", version: "1.2.3", declared: "MIT", problems: [], bundled: [] });
    expect(one.licences.map(({ file }) => file).sort()).toEqual(["LICENSE", "lib/vendor/x/LICENSE"]);
    expect(one.notices).toEqual([{ file: "NOTICE.txt", text: "Made by Jane" }]);
    expect(one.files).toBe(5);
    expect(one.bytes).toBeLessThan(1_000);
  });

  test("takes the readme's word where there is no licence file", async () => {
    const one = await read({
      "node_modules/@s/a/package.json": { name: "@s/a", version: "1.0.0" },
      "node_modules/@s/a/readme.md": "# a\n\n## License\n\nMIT",
    });

    expect(one.licences).toEqual([{ file: "readme.md#license", text: "MIT" }]);
  });

  test("finds packages that were copied into it, with licences of their own", async () => {
    const one = await read({
      "node_modules/@s/a/package.json": { name: "@s/a", version: "1.0.0", license: "MIT" },
      "node_modules/@s/a/esm/package.json": { type: "module" },
      "node_modules/@s/a/sub/package.json": { name: "@s/a/sub", license: "MIT" },
      "node_modules/@s/a/dist/compiled/glob/package.json": { name: "glob", license: "ISC" },
      "node_modules/@s/a/dist/compiled/glob/LICENSE": "ISC License",
      "node_modules/@s/a/dist/compiled/plain/package.json": { name: "plain" },
    });

    expect(one.bundled).toMatchObject([{ name: "glob", version: null, declared: "ISC" }]);
    expect(one.bundled[0]?.licences).toEqual([{ file: "LICENSE", text: "ISC License" }]);
    expect(one.licences).toEqual([]);
    expect(one.files).toBe(6);
  });

  test.each([
    ["broken", "{ not json"],
    ["an array", "[]"],
  ])("names a package by its folder when the manifest is %s", async (_, manifest) => {
    const one = await read({
      "node_modules/@s/a/package.json": manifest,
      "node_modules/@s/a/LICENSE": "MIT",
    });

    expect(one).toMatchObject({ name: "@s/a", version: null, declared: null });
    expect(one.licences).toHaveLength(1);
    expect(one.problems[0]).toContain("package.json");
  });

  test("does without a manifest, and reads UTF-16", async () => {
    const one = await read({ "node_modules/@s/a/LICENSE.txt": "\uFEFFMIT" });

    expect(one).toMatchObject({ name: "@s/a", declared: null });
    expect(one.licences[0]?.text.trim()).toBe("MIT");
  });
});
