/**
 * The whole product on one machine: database, worker, dashboard. `npm start` runs it on the project's data, the
 * end-to-end tests on data of their own.
 */

import { existsSync } from "node:fs";
import path from "node:path";
import { commandOutcome, lastLines } from "../command.mjs";
import { PlainError } from "../plain-error.mjs";
import { note, step } from "../progress.mjs";
import { root, shown } from "../project.mjs";
import { supervise } from "./supervised-process.mjs";

const READY_WITHIN_MS = 90_000;
/** A worker finishes or hands back what it holds; longer than this is not worth waiting for: its leases run out. */
const WORKER_STOPS_WITHIN_MS = 15_000;
const WEB_STOPS_WITHIN_MS = 5_000;

/**
 * @typedef {object} ProductOptions
 * @property {string} data folder for logs
 * @property {string} databaseUrl migrated already
 * @property {number} port of the dashboard, free
 * @property {string} [host] it listens on. Default 127.0.0.1: this machine alone
 * @property {Record<string, string>} [env] of the dashboard, besides
 * @property {(name: string, pid: number) => void} [onProcess]
 */

/**
 * @typedef {object} Product
 * @property {string} address of the dashboard
 * @property {() => Promise<void>} ready resolves when the dashboard answers
 * @property {() => Promise<void>} stop worker first, so that what it finishes is still seen
 * @property {() => void} kill
 */

/** What both processes are told. @param {ProductOptions} options */
const environment = ({ databaseUrl, port, env = {} }) => ({
  DATABASE_URL: databaseUrl,
  PORT: String(port),
  NODE_ENV: "production",
  NEXT_TELEMETRY_DISABLED: "1",
  ...env,
});

/**
 * Starts a dashboard alone.
 *
 * @param {ProductOptions & {name?: string}} options `name` is that of its log. Default: web
 */
export function startDashboard(options) {
  const { data, port, host = "127.0.0.1", name = "web", onProcess } = options;
  const logFile = path.join(data, "logs", `${name}.log`);
  const web = supervise({
    name,
    args: ["node_modules/next/dist/bin/next", "start", "-p", String(port), "-H", host],
    cwd: path.join(root, "apps/web"),
    env: environment(options),
    logFile,
    onStart: (pid) => onProcess?.(name, pid),
  });
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    ready: () => answering(address, logFile),
    stop: () => web.stop(WEB_STOPS_WITHIN_MS),
    kill: () => web.kill(),
  };
}

/**
 * Starts worker and dashboard.
 *
 * @param {ProductOptions} options
 * @returns {Product}
 */
export function startProduct(options) {
  const web = startDashboard(options);
  const worker = supervise({
    name: "worker",
    args: ["apps/worker/dist/main.js"],
    cwd: root,
    env: environment(options),
    logFile: path.join(options.data, "logs/worker.log"),
    onStart: (pid) => options.onProcess?.("worker", pid),
  });
  return {
    address: web.address,
    ready: web.ready,
    stop: async () => {
      await worker.stop(WORKER_STOPS_WITHIN_MS);
      await web.stop();
    },
    kill: () => {
      worker.kill();
      web.kill();
    },
  };
}

/**
 * Starts one run of the built-in workflow if the database has no run at all, so that the first page shows something.
 *
 * @param {string} databaseUrl
 */
export async function startFirstRun(databaseUrl) {
  if (!existsSync(path.join(root, "apps/worker/dist/first-run.js"))) return;
  const { exitCode, output } = await commandOutcome(process.execPath, ["apps/worker/dist/first-run.js"], {
    name: "First run",
    env: { DATABASE_URL: databaseUrl, NODE_ENV: "production" },
  });
  const said = lastLines(output, exitCode === 0 ? 1 : 5);
  if (exitCode !== 0) note(`✗ The first run could not be started:\n${said.replace(/^/gm, "    ")}`);
  else if (said) note(`  ${said}`);
}

/** Waits until the dashboard answers, with whatever page. */
async function answering(/** @type {string} */ address, /** @type {string} */ logFile) {
  for (
    const deadline = Date.now() + READY_WITHIN_MS;
    ;
    await new Promise((resolve) => setTimeout(resolve, 50))
  ) {
    try {
      const { status } = await fetch(`${address}/api/health`, {
        redirect: "manual",
        signal: AbortSignal.timeout(30_000),
      });
      if (status < 500) return;
      if (Date.now() > deadline)
        throw new PlainError(`The dashboard answers with status ${status}.`, {
          advice: `Its log: ${shown(logFile)}`,
        });
    } catch (error) {
      if (error instanceof PlainError) throw error;
      if (Date.now() > deadline)
        throw new PlainError("The dashboard does not answer.", {
          advice: `Its log: ${shown(logFile)}`,
          cause: error,
        });
    }
  }
}

/** @param {Product} product */
export const untilReady = (product) =>
  step("Dashboard", async ({ say, now }) => {
    now("starting");
    await product.ready();
    say(product.address);
  });
