/** How many runs stand where. */

import { TERMINAL_STATUSES } from "@stageline/engine";
import { sqlFacts } from "@stageline/engine/testing";

/**
 * @typedef {object} StatusCounts
 * @property {Readonly<Record<string, number>>} runs by status
 * @property {number} open runs that have not ended
 * @property {number} ended
 * @property {number} changes grows with every change of a run or a stage
 */

/**
 * @param {Parameters<typeof sqlFacts>[0]} database
 * @returns {Promise<StatusCounts>}
 */
export async function statusCounts(database) {
  const { runs, stages } = await sqlFacts(database).standings();
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { status } of runs) counts[status] = (counts[status] ?? 0) + 1;
  const ended = runs.filter(({ status }) => TERMINAL_STATUSES.includes(status)).length;
  const changes = [...runs, ...stages].reduce((sum, { version }) => sum + version, 0);
  return { runs: counts, open: runs.length - ended, ended, changes };
}
