/**
 * Connections for the statements of the hot path.
 *
 * They go to the driver directly, since Prisma's way costs as much again for statements this frequent, and run with
 * plans that were made once: planning a statement of twenty parts takes longer than running it for one row.
 */

import { createHash } from "node:crypto";
import pg from "pg";
import type { Row } from "../columns.js";
import { toDatabaseError } from "../database-error.js";
import type { PostgresqlAddress } from "./address.js";
import { againAfterConflict, sessionOptions } from "./postgresql.js";

export interface HotConnection {
  /** Runs one statement with parameters; a deadlock's victim tries again. */
  run(text: string, values: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** One for claims, one for outcomes, one for starts: more would only wait for each other's rows. */
const CONNECTIONS = 3;

/**
 * One plan per statement, made when it is first run: then tables may be nearly empty, and reading them from end to end
 * would look cheapest.
 */
const PLANNING = ["-c plan_cache_mode=force_generic_plan", "-c enable_seqscan=off"];

export function openHotConnection(address: PostgresqlAddress): HotConnection {
  const pool = new pg.Pool({
    connectionString: address.url,
    max: CONNECTIONS,
    connectionTimeoutMillis: 30_000,
    options: [sessionOptions(address), ...PLANNING].join(" "),
  });
  // An idle connection that breaks is replaced by the next statement; without a listener it would end the process.
  pool.on("error", () => undefined);
  const names = new Map<string, string>();
  const nameOf = (text: string): string => {
    const known = names.get(text) ?? createHash("sha1").update(text).digest("base64url");
    names.set(text, known);
    return known;
  };
  return {
    run: (text, values) =>
      againAfterConflict(async () => {
        try {
          const named = address.namedStatements ? { name: nameOf(text) } : {};
          return (await pool.query<Row>({ ...named, text, values: [...values] })).rows;
        } catch (error) {
          throw toDatabaseError(error, address.shown);
        }
      }),
    close: () => pool.end(),
  };
}
