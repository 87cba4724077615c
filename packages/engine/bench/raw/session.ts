/** Connections of the hand-written reference: prepared statements with plans made once, as in the engine's hot path. */

import pg from "pg";

const SETTINGS = ["TimeZone=UTC", "jit=off", "plan_cache_mode=force_generic_plan", "enable_seqscan=off"];

export function openRaw(url: string, connections: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    options: SETTINGS.map((setting) => `-c ${setting}`).join(" "),
  });
  // The statement that comes next tells of a connection that broke.
  pool.on("error", () => undefined);
  return pool;
}
