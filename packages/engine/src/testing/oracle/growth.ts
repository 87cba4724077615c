/** Invariant 11, and half of 2: between two looks versions grow, and what has ended stays as it ended. */

import { isTerminal } from "../../domain/status.js";
import type { Standing, Violation } from "./facts.js";

export function changedForTheWorse(
  what: "run" | "stage row",
  before: ReadonlyMap<string, Standing>,
  after: readonly Standing[],
): Violation[] {
  return after.flatMap((row) => {
    const earlier = before.get(row.id);
    if (earlier === undefined) return [];
    const name = `${what === "run" ? "Run" : "Stage row"} ${row.id}`;
    const hasChanged = row.status !== earlier.status || row.attempt !== earlier.attempt;
    return [
      ...(row.version < earlier.version || (hasChanged && row.version === earlier.version)
        ? [
            {
              invariant: 11,
              says: `${name} went from version ${earlier.version} (${earlier.status}) to ${row.version} (${row.status})`,
            },
          ]
        : []),
      ...(isTerminal(earlier.status) && row.attempt === earlier.attempt && row.status !== earlier.status
        ? [
            {
              invariant: 2,
              says: `${name} was ${earlier.status} and became ${row.status} in the same attempt ${row.attempt}`,
            },
          ]
        : []),
    ];
  });
}
