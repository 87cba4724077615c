/**
 * Which Chromium to drive: the one of STAGELINE_E2E_CHROMIUM, Playwright's own, the system's, else the one that comes as
 * an npm package, which runs where nothing could be installed.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { chromium, type LaunchOptions } from "@playwright/test";
import npmChromium, { inflate } from "@sparticuz/chromium";
import { cacheFolder, manifest, root } from "../scripts/project.mjs";

export interface Browser {
  readonly source: string;
  readonly launchOptions: LaunchOptions;
}

const SYSTEM = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"].map(
  (name) => `/usr/bin/${name}`,
);

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @throws {Error} saying what to install, where no Chromium is found */
export async function findBrowser(): Promise<Browser> {
  const named = process.env.STAGELINE_E2E_CHROMIUM;
  if (named && named !== "npm") return installed(named);
  if (named !== "npm") {
    if (existsSync(chromium.executablePath())) return { source: "Playwright's Chromium", launchOptions: {} };
    const system = SYSTEM.find((file) => existsSync(file));
    if (system) return installed(system);
  }
  if (process.platform === "linux") return fromNpm();
  throw new Error("No browser found. Install one: npx playwright install chromium");
}

/** Chromium's sandbox refuses root. */
const forRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

const installed = (executablePath: string): Browser => ({
  source: executablePath,
  launchOptions: { executablePath, args: [...forRoot, ...QUIET] },
});

/** The package's own list of flags is left aside: it holds `--single-process`, which is fragile here. */
async function fromNpm(): Promise<Browser> {
  const folder = await unpacked();
  const executablePath = path.join(folder, "chromium");
  const env = { ...process.env, ...(await missingLibraries(folder, executablePath)) } as Record<
    string,
    string
  >;
  // A machine without fonts and their settings shows no text; the package brings some.
  if (!existsSync("/etc/fonts/fonts.conf")) env.FONTCONFIG_PATH = path.join(folder, "fonts");
  const args = [
    "--no-sandbox",
    "--disable-setuid-sandbox",
    "--disable-dev-shm-usage",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--no-zygote",
    ...QUIET,
  ];
  return { source: "@sparticuz/chromium", launchOptions: { executablePath, args, env } };
}

/** The package unpacks into the temporary folder, and takes what is there for complete: it gets a folder of its own. */
async function unpacked(): Promise<string> {
  const folder = path.join(cacheFolder, `chromium-${manifest().devDependencies["@sparticuz/chromium"]}`);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  await inTemporaryFolder(making, async () => {
    await npmChromium.executablePath();
    await inflate(path.join(root, "node_modules/@sparticuz/chromium/bin/al2023.tar.br"));
  });
  renameSync(making, folder);
  return folder;
}

async function inTemporaryFolder(folder: string, fn: () => Promise<void>): Promise<void> {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    await fn();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

/** Bare machines lack libnss3 and its like; the package brings those too. They are used only if needed. */
async function missingLibraries(folder: string, executable: string): Promise<{ LD_LIBRARY_PATH?: string }> {
  if (spawnSync(executable, ["--version"]).status === 0) return {};
  const libraries = [path.join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return { LD_LIBRARY_PATH: libraries };
}
