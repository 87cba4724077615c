/** The databases every spec runs on, each with a whole product of its own. */

import { anyFreePort } from "../scripts/ports.mjs";

export const DATABASES = ["postgresql", "sqlite"] as const;
export type Database = (typeof DATABASES)[number];

/** All of them, or the one of STAGELINE_E2E_DATABASE. */
export function chosenDatabases(): readonly Database[] {
  const chosen = process.env.STAGELINE_E2E_DATABASE;
  if (!chosen) return DATABASES;
  const known = DATABASES.filter((database) => database === chosen);
  if (known.length === 0)
    throw new Error(`STAGELINE_E2E_DATABASE is ${chosen}: choose ${DATABASES.join(" or ")}`);
  return known;
}

/** Where a database is, once it was started. Playwright's other processes find it in the environment. */
export const urlVariable = (database: Database): string => `STAGELINE_E2E_URL_${database.toUpperCase()}`;

export function urlOf(database: string): string {
  const known = DATABASES.find((each) => each === database);
  const url = known && process.env[urlVariable(known)];
  if (!url) throw new Error(`The database ${database} was not started`);
  return url;
}

/** The dashboard's port for a database. Chosen once; Playwright's other processes find it in the environment. */
export async function portFor(database: Database): Promise<number> {
  const variable = `STAGELINE_E2E_PORT_${database.toUpperCase()}`;
  process.env[variable] ??= String(await anyFreePort());
  return Number(process.env[variable]);
}
