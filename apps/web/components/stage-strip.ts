/** Which cells the miniature of a run has. */

import type { StripGroup } from "@stageline/engine/read";
import { STATUS_APPEARANCE, type Status } from "./status";

export interface StripCell {
  readonly group: number;
  /** Drawn above each other; one, the worst, when there are too many to stay visible. Empty: not started. */
  readonly statuses: readonly Status[];
  /** Says the rest: "Group 2: 88 completed, 3 failed". */
  readonly title: string;
}

/** A cell of 10 px holds no more with 3 px each. */
const MAX_PARTS = 3;

const WORST_FIRST: readonly Status[] = [
  "FAILED",
  "CANCELLED",
  "RUNNING",
  "SUSPENDED",
  "PENDING",
  "SKIPPED",
  "COMPLETED",
];

/**
 * @param groups what the run has, in order
 * @param expected how many groups its workflow has; those without stages yet are drawn as ahead
 */
export function stripCells(groups: readonly StripGroup[], expected = 0): readonly StripCell[] {
  const last = Math.max(expected, ...groups.map(({ group }) => group));
  return Array.from({ length: Math.max(0, last) }, (_, index) => {
    const group = index + 1;
    const statuses = (groups.find((candidate) => candidate.group === group)?.stages ?? []).map(
      ({ status }) => status,
    );
    return { group, statuses: visible(statuses), title: `Group ${group}: ${inWords(statuses)}` };
  });
}

function visible(statuses: readonly Status[]): readonly Status[] {
  if (statuses.length <= MAX_PARTS) return statuses;
  const worst = WORST_FIRST.find((status) => statuses.includes(status));
  return worst === undefined ? [] : [worst];
}

function inWords(statuses: readonly Status[]): string {
  if (statuses.length === 0) return "not started";
  return WORST_FIRST.filter((status) => statuses.includes(status))
    .map((status) => {
      const count = statuses.filter((candidate) => candidate === status).length;
      const word = STATUS_APPEARANCE[status].word.toLowerCase();
      return statuses.length === 1 ? word : `${count} ${word}`;
    })
    .join(", ");
}
