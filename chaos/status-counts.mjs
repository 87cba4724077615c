/** How many runs stand where. */

import { TERMINAL_STATUSES } from "@stageline/engine";
import { sqlFacts } from "@stageline/engine/testing";

/**
 * @param {Parameters<typeof sqlFacts>[0]} database
 * @returns {Promise<Record<string, number> & {open: number, ended: number}>} by status; 0s while the database is away
 */
export async function statusCounts(database) {
  /** @type {Record<string, number>} */
  const counts = {};
  const { runs } = await sqlFacts(database).standings();
  for (const { status } of runs) counts[status] = (counts[status] ?? 0) + 1;
  const ended = runs.filter(({ status }) => TERMINAL_STATUSES.includes(status)).length;
  return { ...counts, open: runs.length - ended, ended };
}
