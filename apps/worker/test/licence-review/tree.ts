/** Writes a folder of files for a test, and links in it. */

import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Tree {
  readonly folder: string;
  discard(): Promise<void>;
}

/** @param files content by path; `{ link: target }` makes a symbolic link, relative to where it stands */
export async function writeTree(files: Readonly<Record<string, string | object>>): Promise<Tree> {
  // The temporary folder itself may be a link, as on macOS.
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "stageline-tree-")));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (typeof content === "string") await writeFile(file, content);
    else if ("link" in content && typeof content.link === "string") await symlink(content.link, file);
    else await writeFile(file, JSON.stringify(content));
  }
  return { folder, discard: () => rm(folder, { recursive: true, force: true }) };
}
