/**
 * The survival list: sixteen things that the engine must live through, each with a test whose title begins with its
 * number.
 *
 *   7.1 long stages and frozen workers        7.9  more suspended stages than a page holds
 *   7.2 jobs delivered again                  7.10 a run that cannot start
 *   7.3 cancel against everything             7.11 a job that kills its worker, an event that cannot be published
 *   7.4 reruns of queued and of old work      7.12 a sink that is down
 *   7.5 death between any two statements      7.13 a sibling that finishes during a back-off
 *   7.6 an idempotency key after a crash      7.14 hostile data
 *   7.7 a lost reply to a commit              7.15 several processes on one SQLite file
 *   7.8 waiting for long                      7.16 time zones
 */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const FOLDER = path.resolve(import.meta.dirname, "..");

/** The number at the start of a test's or group's title. Titles in a call over several lines begin a line. */
const NUMBERED = /["`](?:§?7\.(\d+)\b|(\d+): )/g;

test("every number of the survival list has a test", () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => /(\.test|suite)\.ts$/.test(name) && !name.endsWith(path.basename(import.meta.filename)))
    .map((name) => readFileSync(path.join(FOLDER, name), "utf8"));

  const covered = new Set(
    files.flatMap((text) => [...text.matchAll(NUMBERED)].map(([, full, short]) => Number(full ?? short))),
  );

  const missing = Array.from({ length: 16 }, (_, index) => index + 1).filter((n) => !covered.has(n));
  expect(missing).toEqual([]);
});
