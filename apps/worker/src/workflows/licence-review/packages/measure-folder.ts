/** What a package weighs on disk, by kind of file. Asks the file system synchronously, with breaths between. */

import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { breather } from "../../../model/breather.js";

export type FileKind = "code" | "types" | "source maps" | "native" | "data" | "documents" | "other";

export interface Footprint {
  readonly bytes: number;
  readonly files: number;
  readonly byKind: ReadonlyMap<FileKind, number>;
  /** Bytes that no folder measured before with the same `counted` holds: hard-linked copies count once. */
  readonly bytesOnDisk: number;
}

const KINDS: readonly (readonly [RegExp, FileKind])[] = [
  [/\.map$/i, "source maps"],
  [/\.d\.[cm]?ts$|\.tsbuildinfo$/i, "types"],
  [/\.(?:[cm]?[jt]sx?|css|scss|wat|vue|svelte)$/i, "code"],
  [/\.(?:node|so|dylib|dll|exe|wasm|a|lib)(?:\.[\d.]+)?$/i, "native"],
  [
    /\.(?:json|ya?ml|toml|csv|tsv|xml|br|gz|zip|tar|bin|dat|woff2?|ttf|otf|svg|png|jpe?g|gif|ico|sql)$/i,
    "data",
  ],
  [/\.(?:md|markdown|mdx|txt|rst|html?|pdf)$|^(?:un)?licen[cs]e|^notice|^readme|^changelog/i, "documents"],
];

/** Files without an ending are mostly programs when they are this large, in bytes. */
const PROGRAM_SIZE = 200_000;

/** @param counted inodes that were counted; extended by this call */
export async function measureFolder(
  folder: string,
  counted: Set<string>,
  signal: AbortSignal,
): Promise<Footprint> {
  let bytes = 0;
  let files = 0;
  let bytesOnDisk = 0;
  const byKind = new Map<FileKind, number>();
  const breathe = breather(signal);
  const walk = async (at: string): Promise<void> => {
    await breathe();
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const file = path.join(at, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== "node_modules") await walk(file);
        continue;
      }
      if (!entry.isFile()) continue;
      const { size, dev, ino } = lstatSync(file);
      files += 1;
      bytes += size;
      const kind = kindOf(entry.name, size);
      byKind.set(kind, (byKind.get(kind) ?? 0) + size);
      const inode = `${dev}:${ino}`;
      if (counted.has(inode)) continue;
      counted.add(inode);
      bytesOnDisk += size;
    }
  };
  await walk(folder);
  return { bytes, files, byKind, bytesOnDisk };
}

function kindOf(name: string, size: number): FileKind {
  const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1];
  return kind ?? (size >= PROGRAM_SIZE && !name.includes(".") ? "native" : "other");
}
