/** The command line: `pnpm seed`. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { dataFolder } from "../../../../scripts/project.mjs";
import { HELP, readSeedCommand, type SeedCommand } from "./options.js";
import { removeSeed, seed } from "./seed.js";

/** Written by `npm start` when it brings its own PostgreSQL. */
const ownDatabase = path.join(dataFolder, "database-url");

const SAY_EVERY_MS = 2_000;
let saidAt = 0;
const say = (line: string) => {
  if (performance.now() - saidAt < SAY_EVERY_MS) return;
  saidAt = performance.now();
  console.error(line);
};

const number = (value: number): string => Math.round(value).toLocaleString("en");

async function write({ url, runs = 0, days, seed: of }: SeedCommand): Promise<void> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  await seed({ url, runs, days, seed: of }, ({ done }) => {
    const rate = done / seconds();
    say(
      `… ${number(done)} of ${number(runs)} runs, ${number(rate)} a second, ${number((runs - done) / rate)} s to go`,
    );
  });
  console.log(`${number(runs)} synthetic runs written in ${seconds().toFixed(1)} s.`);
}

try {
  const given = process.env.DATABASE_URL;
  const known = existsSync(ownDatabase) ? readFileSync(ownDatabase, "utf8").trim() : undefined;
  const command = readSeedCommand(process.argv.slice(2), given || known);
  if (command === undefined) console.log(HELP);
  else if (command.remove) {
    const removed = await removeSeed(command.url, (done) => say(`… ${number(done)} runs removed`));
    console.log(`${number(removed)} synthetic runs removed.`);
  } else await write(command);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
