/**
 * PostgreSQL for tests: a cluster in a temporary folder, fast because its data may be lost, gone when stopped.
 *
 * What a killed test run left behind is stopped and removed by the next one.
 */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PlainError } from "../plain-error.mjs";
import { becomesTrue, isAlive, processIdentity } from "../process-identity.mjs";
import { embeddedBinaries, machineBinaries, PostgresUnavailable } from "./binaries.mjs";
import { runningServer, startServer } from "./server.mjs";
import { unprivileged } from "./unprivileged.mjs";

const PREFIX = "stageline-postgres-";

/**
 * Starts one: the embedded one, else one that is installed on the machine.
 *
 * @param {{isDurable?: boolean}} [options] `isDurable`: what is committed survives a crash, as in production
 * @returns {Promise<{url: string, crash: () => Promise<void>, stop: () => Promise<void>}>} an address that may create
 *   databases; `crash` ends the server as `pg_ctl stop -m immediate` does and starts it again on the same port
 * @throws {PlainError} saying what to install, if neither is there
 */
export async function startEphemeralPostgres({ isDurable = false } = {}) {
  await removeLeftovers();
  const { binaries, wrap } = usablePostgres();
  const folder = mkdtempSync(path.join(tmpdir(), PREFIX));
  writeFileSync(path.join(folder, "owner"), `${process.pid} ${processIdentity(process.pid)}`);
  const options = { binaries, wrap, logFile: path.join(folder, "postgres.log"), isEphemeral: !isDurable };
  let server = await startServer(path.join(folder, "data"), options);
  return {
    url: server.url,
    crash: async () => {
      const { pid, port } = server;
      server.kill();
      await becomesTrue(() => !isAlive(pid), 10_000);
      server = await startServer(path.join(folder, "data"), { ...options, port });
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function usablePostgres() {
  try {
    return { wrap: unprivileged(), binaries: embeddedBinaries() };
  } catch (cause) {
    if (!(cause instanceof PostgresUnavailable)) throw cause;
    const binaries = machineBinaries();
    try {
      if (binaries) return { wrap: unprivileged(), binaries };
    } catch {
      // The sentence below names the first reason, which is the same.
    }
    throw new PlainError(`The tests need a PostgreSQL and found none. ${cause.message}`, {
      advice:
        "Install one (Debian: apt-get install postgresql; macOS: brew install postgresql), or name one in which " +
        "databases may be created: STAGELINE_TEST_POSTGRES_URL=postgres://… npm test",
      cause,
    });
  }
}

async function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(tmpdir(), name);
    try {
      const [pid, identity] = readFileSync(path.join(folder, "owner"), "utf8").split(" ");
      if (processIdentity(Number(pid)) === identity) continue;
      const data = path.join(folder, "data");
      const running = existsSync(path.join(data, "postmaster.pid")) ? await runningServer(data) : undefined;
      if (running) process.kill(running.pid, "SIGQUIT");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Somebody else's, or just being made or removed: not ours to judge.
    }
  }
}
