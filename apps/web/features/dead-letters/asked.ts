/** What somebody is about to do to failures, frozen when they asked: how many, and how the engine is told. */

import type { FailureConditions, FailureGroup, FailureKind } from "@stageline/engine/read";
import type { BulkTarget } from "@/features/bulk/bulk-target";
import { formatCount } from "@/ui/format-number";
import { groupKey } from "./group-key";
import { firstLine } from "./letter";
import type { Picked, Selection } from "./selection";

export type Doing = "replay" | "discard" | "rerun";

export interface Asked {
  readonly doing: Doing;
  readonly target: BulkTarget;
  /** Failures. */
  readonly count: number;
  /** Null when it is not known. */
  readonly runs: number | null;
  /** What they have in common. */
  readonly title: string | null;
}

export interface Question {
  readonly kind: Exclude<FailureKind, "run">;
  readonly doing: Doing;
  readonly selection: Selection;
  /** What the page is narrowed to. */
  readonly conditions: FailureConditions;
  /** Those that are shown. */
  readonly groups: readonly FailureGroup[];
  /** Whether everything that matches is shown: no group is hidden, none is missing. */
  readonly isEverythingShown: boolean;
}

/**
 * @param membersOf the failures of a group, however many there are
 * @returns null when nothing is selected
 */
export async function askedOf(
  { kind, doing, selection, conditions, groups, isEverythingShown }: Question,
  membersOf: (group: FailureGroup) => Promise<readonly Picked[]>,
): Promise<Asked | null> {
  if (selection.of === "letters") return askedOfLetters(doing, selection.letters);
  if (selection.of === "all" && isEverythingShown) {
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    return { doing, target: failuresTarget(kind, conditions), count, runs: null, title: null };
  }
  const chosen =
    selection.of === "all" ? groups : groups.filter((group) => selection.keys.includes(groupKey(group)));
  const [group] = chosen;
  if (group === undefined) return null;
  if (chosen.length === 1) {
    const { subject, fingerprint, count, runs, error } = group;
    const target = failuresTarget(kind, { ...conditions, subject, fingerprint });
    return { doing, target, count, runs, title: firstLine(error) };
  }
  // No condition names several groups, and those that are hidden are not meant.
  const members = (await Promise.all(chosen.map(membersOf))).flat();
  return askedOfLetters(doing, members);
}

function askedOfLetters(doing: Doing, letters: readonly Picked[]): Asked | null {
  if (letters.length === 0) return null;
  const runIds = [...new Set(letters.map(({ runId }) => runId))];
  const ids = doing === "rerun" ? runIds : letters.map(({ id }) => id);
  return { doing, target: { ids }, count: letters.length, runs: runIds.length, title: null };
}

/** Conditions by what they are of. */
const failuresTarget = (kind: Question["kind"], conditions: FailureConditions): BulkTarget =>
  kind === "event" ? { deadEvents: conditions } : { deadJobs: conditions };

export const eventsText = (count: number): string =>
  `${formatCount(count)} ${count === 1 ? "event" : "events"}`;

/** The report's name; null: its usual one. The engine takes 200 characters. */
export const nameOf = (asked: Asked): string | undefined => {
  if (asked.title === null || asked.doing === "rerun") return undefined;
  const word = asked.doing === "replay" ? "Replay" : "Discard";
  return `${word} ${eventsText(asked.count)}: ${asked.title}`.slice(0, 200);
};
