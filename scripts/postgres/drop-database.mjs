/** Throws a database of a test or a benchmark away. */

/** object_in_use: somebody is still connected after the five seconds for which PostgreSQL waits. */
const IN_USE = "55006";

/**
 * Sessions that are just closing are waited for: `pg.Pool.end` resolves before its connections are gone, and a
 * connection that is cut off while it closes raises an error that nobody listens for, which ends the process.
 * Whoever is still there after that (a process that a test killed or forgot) is cut off.
 * @param {(sql: string) => Promise<unknown>} query on another database of the same server
 * @param {string} name
 */
export async function dropDatabase(query, name) {
  try {
    await query(`drop database if exists ${name}`);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === IN_USE)) throw error;
    await query(`drop database if exists ${name} with (force)`);
  }
}
