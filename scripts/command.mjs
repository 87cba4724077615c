/** Runs other programs: their output goes to a log file, the screen gets the last line, a failure its last lines. */

import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { isNoSpace, noSpace, PlainError } from "./plain-error.mjs";
import { logFolder, manifest, root, shown } from "./project.mjs";

/** Environment for our tools: nobody asks questions, nobody phones home. */
export const quietEnvironment = {
  CI: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  npm_config_update_notifier: "false",
};

/**
 * @typedef {object} CommandOptions
 * @property {string} name what it does, for the log file's name and the failure's sentence
 * @property {(line: string) => void} [onLine] called with each line of output
 * @property {Record<string, string | undefined>} [env] added to ours
 * @property {boolean} [isShown] whether the output also goes to the screen
 */

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<string>} what it printed
 * @throws {PlainError} if it fails, with its last lines
 */
export async function command(program, args, options) {
  const { exitCode, output, logFile } = await commandOutcome(program, args, options);
  if (exitCode === 0) return output;
  if (isNoSpace(output)) throw noSpace(shown(root));
  throw new PlainError(`${options.name} failed.`, {
    details: options.isShown ? undefined : lastLines(output, 25),
    advice: `All of its output is in ${shown(logFile)}`,
  });
}

/**
 * Like `command`, for programs whose failure is an answer.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<{exitCode: number, output: string, logFile: string}>}
 */
export async function commandOutcome(program, args, { name, onLine, env, isShown = false }) {
  mkdirSync(logFolder, { recursive: true });
  const logFile = path.join(logFolder, `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.log`);
  const log = createWriteStream(logFile);
  // A log that cannot be written (a full disk) must not end the work.
  log.on("error", () => {});
  let output = "";
  let rest = "";
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...quietEnvironment, ...env },
    // npx is a command file on Windows, which only a shell can start.
    shell: process.platform === "win32" && program === "npx",
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => {
      output += text;
      log.write(text);
      if (isShown) process.stdout.write(text);
      const lines = (rest + text).split(/\r?\n|\r/);
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim()) onLine?.(stripVTControlCharacters(line));
    });
  }
  const exitCode = await new Promise((resolve, reject) => {
    child.once("error", (cause) => reject(new PlainError(`${program} cannot be started.`, { cause })));
    child.once("close", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
  log.end();
  return { exitCode, output: stripVTControlCharacters(output), logFile };
}

/**
 * The command line of pnpm in the version the project pins, fetched by npm when it is not there yet. Corepack is not
 * used: not every Node has it, and its signatures age.
 *
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export const pnpm = (args) => ["npx", ["--yes", manifest().packageManager, ...args]];

/** @param {string} text @param {number} count */
export const lastLines = (text, count) => text.trimEnd().split(/\r?\n/).slice(-count).join("\n");
