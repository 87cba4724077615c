/** Which database an address means. */

import path from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseError } from "../database-error.js";

export interface PostgresqlAddress {
  readonly kind: "postgresql";
  /** For the driver: without the parameters that are ours. */
  readonly url: string;
  /** For people: host, port and database, never user or password. */
  readonly shown: string;
  readonly schema: string | undefined;
  /** Whether statements may keep names in the session; not behind a pooler that changes sessions. */
  readonly namedStatements: boolean;
}

export interface SqliteAddress {
  readonly kind: "sqlite";
  readonly path: string;
  readonly shown: string;
}

/**
 * Takes `postgres://`, `postgresql://` and `file:` apart.
 *
 * Parameters of a PostgreSQL address that are ours: `schema=name` (default: the session's search path) and
 * `pgbouncer=true` or `named_statements=off` (no named prepared statements). All others go to the driver.
 *
 * @throws {DatabaseError} DATABASE_URL_UNSUPPORTED
 */
export function parseAddress(url: string): PostgresqlAddress | SqliteAddress {
  if (url.startsWith("file:")) return parseFile(url);
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (cause) {
    throw unsupported("The address of the database is not a URL", cause);
  }
  if (parsed.protocol !== "postgres:" && parsed.protocol !== "postgresql:")
    throw unsupported(`${parsed.protocol}// is not served`);
  const { searchParams } = parsed;
  const schema = searchParams.get("schema") ?? undefined;
  const namedStatements =
    searchParams.get("pgbouncer") !== "true" && searchParams.get("named_statements") !== "off";
  for (const ours of ["schema", "pgbouncer", "named_statements", "connection_limit"])
    searchParams.delete(ours);
  const host = parsed.hostname || searchParams.get("host") || "localhost";
  const shown = `postgresql://${host}:${parsed.port || "5432"}${parsed.pathname}`;
  return { kind: "postgresql", url: parsed.href, shown, schema, namedStatements };
}

function parseFile(url: string): SqliteAddress {
  const withoutQuery = url.split("?")[0] ?? url;
  const given = withoutQuery.startsWith("file://")
    ? fileURLToPath(withoutQuery)
    : decodeURIComponent(withoutQuery.slice("file:".length));
  if (given === "" || given.startsWith(":memory:"))
    throw unsupported("A SQLite address names a file; for a store in memory there is openMemoryStore()");
  const absolute = path.resolve(given);
  return { kind: "sqlite", path: absolute, shown: `file:${absolute}` };
}

const unsupported = (why: string, cause?: unknown) =>
  new DatabaseError(
    "DATABASE_URL_UNSUPPORTED",
    `${why}: give postgresql://user@host:port/database or file:./name.db`,
    { cause },
  );
