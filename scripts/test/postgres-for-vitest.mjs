/**
 * Gives the tests a PostgreSQL in which they may create databases, as `STAGELINE_TEST_POSTGRES_URL`. One that is named
 * there already is used as it is.
 */

import { startEphemeralPostgres } from "../postgres/ephemeral.mjs";

export default async function setup() {
  if (process.env.STAGELINE_TEST_POSTGRES_URL) return;
  const server = await startEphemeralPostgres();
  process.env.STAGELINE_TEST_POSTGRES_URL = server.url;
  return () => server.stop();
}
