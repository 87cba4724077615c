/** First stage: what is installed, and what does each package say about its licence? */

import path from "node:path";
import { defineStage } from "@stageline/engine";
import pMap from "p-map";
import { z } from "zod";
import { type LicenceTexts, saveTexts, textHash, wordingHash } from "./licence-texts.js";
import { findPackages } from "./packages/find-packages.js";
import { projectFolder } from "./packages/project-folder.js";
import { type ReadPackage, readManifest, readPackage, type TextFile } from "./packages/read-package.js";
import { reviewInput } from "./review-input.js";

const textReference = z.object({
  hash: z.string().describe("Names the text in the run's storage"),
  wording: z.string().describe("The same for texts that differ in copyright lines or layout only"),
  file: z.string().describe("Path in the package; README.md#license for a section of a readme"),
});

export const installedPackage = z.object({
  id: z.string().describe("name@version"),
  name: z.string(),
  version: z.string().nullable(),
  bundledIn: z
    .string()
    .nullable()
    .describe("Package that carries a copy of this one inside; null when installed itself"),
  declared: z.string().nullable().describe("Licence in package.json, older forms written as one expression"),
  licences: z.array(textReference),
  notices: z.array(textReference),
  bytes: z.number().int().min(0).describe("Size of one copy, without nested node_modules"),
  files: z.number().int().min(0),
  copies: z.number().int().min(1).describe("Folders with this package and version"),
  path: z.string().describe("Of the first copy, relative to the project"),
});

export type InstalledPackage = z.infer<typeof installedPackage>;

export const inventory = defineStage({
  id: "inventory",
  name: "Inventory",
  schemas: {
    input: reviewInput,
    output: z.object({
      folder: z.string().describe("The reviewed project"),
      project: z.object({ name: z.string().nullable(), licence: z.string().nullable() }),
      packages: z.array(installedPackage),
      counts: z.object({
        installed: z.number().int().describe("Distinct packages and versions that are installed"),
        bundled: z.number().int().describe("Distinct packages that are copied into another one"),
        copies: z.number().int().describe("Package folders"),
        workspaces: z.number().int().describe("Packages of the project itself, not reviewed"),
        texts: z.number().int().describe("Distinct licence and notice texts"),
        wordings: z.number().int().describe("Distinct licence wordings, copyright lines aside"),
      }),
      isCut: z.boolean().describe("Stopped at maxPackages: there are more"),
      problems: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  },
  async execute(ctx) {
    const folder = await projectFolder(ctx.input.folder);
    ctx.log("INFO", `Looking for installed packages in ${folder}`);
    const found = await findPackages(folder, ctx.input.maxPackages ?? Number.POSITIVE_INFINITY, ctx.signal);
    const total = found.folders.length;
    ctx.progress(0.1, `${total} package folders found`);
    if (total === 0) ctx.log("WARN", "No package is installed here: run the package manager's install first");

    let done = 0;
    const read = await pMap(
      found.folders,
      async (at) => {
        const one = await readPackage(at, ctx.signal);
        done += 1;
        if (done % 25 === 0) ctx.progress(0.1 + (0.8 * done) / total, `${done} of ${total} packages read`);
        return one;
      },
      { concurrency: 8, signal: ctx.signal },
    );

    const texts: LicenceTexts = {};
    const packages = merge(folder, read, texts);
    await saveTexts(ctx.storage, texts);

    const problems = read.flatMap((one) =>
      one.problems.map((message) => ({ path: path.relative(folder, one.folder), message })),
    );
    for (const { path: at, message } of problems.slice(0, 20)) ctx.log("WARN", `${at}: ${message}`);
    const wordings = new Set(packages.flatMap(({ licences }) => licences.map(({ wording }) => wording)));
    const counts = {
      installed: packages.filter(({ bundledIn }) => bundledIn === null).length,
      bundled: packages.filter(({ bundledIn }) => bundledIn !== null).length,
      copies: total,
      workspaces: found.workspaces,
      texts: Object.keys(texts).length,
      wordings: wordings.size,
    };
    ctx.log("INFO", `${counts.installed} installed and ${counts.bundled} bundled packages`, counts);
    const own = readManifest(folder, []);
    return {
      folder,
      project: { name: own.name, licence: own.declared },
      packages,
      counts,
      isCut: found.isCut,
      problems: problems.slice(0, 200),
    };
  },
});

/** One entry per package and version; texts go into `texts`. */
function merge(project: string, read: readonly ReadPackage[], texts: LicenceTexts): InstalledPackage[] {
  const reference = ({ file, text }: TextFile) => {
    const hash = textHash(text);
    const known = texts[hash] ?? { text, wording: wordingHash(text) };
    texts[hash] = known;
    return { hash, wording: known.wording, file };
  };
  const byKey = new Map<string, InstalledPackage>();
  const add = (one: ReadPackage, bundledIn: string | null) => {
    const id = `${one.name}@${one.version ?? "unknown"}`;
    const key = `${bundledIn ?? ""}>${id}`;
    const known = byKey.get(key);
    if (known) {
      known.copies += 1;
      return;
    }
    byKey.set(key, {
      id,
      name: one.name,
      version: one.version,
      bundledIn,
      declared: one.declared,
      licences: one.licences.map(reference),
      notices: one.notices.map(reference),
      bytes: one.bytes,
      files: one.files,
      copies: 1,
      path: path.relative(project, one.folder).split(path.sep).join("/"),
    });
  };
  for (const one of read) {
    add(one, null);
    for (const inner of one.bundled) add(inner, `${one.name}@${one.version ?? "unknown"}`);
  }
  return [...byKey.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
