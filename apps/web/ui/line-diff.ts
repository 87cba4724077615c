/** Two texts, line by line. */

import { diffLines } from "diff";

export interface DiffLine {
  readonly text: string;
  /** Whether the other side lacks it. */
  readonly isChanged: boolean;
}

export interface LineDiff {
  readonly before: readonly DiffLine[];
  readonly after: readonly DiffLine[];
  readonly removed: number;
  readonly added: number;
}

/** Texts that differ in more than this many lines are called different throughout: looking closer takes too long. */
const MAX_EDITS = 2000;

export function lineDiff(before: string, after: string): LineDiff {
  // A last line without a break would differ from the same line with one.
  const changes = diffLines(`${before}\n`, `${after}\n`, { maxEditLength: MAX_EDITS }) ?? [
    { value: `${before}\n`, removed: true, added: false },
    { value: `${after}\n`, removed: false, added: true },
  ];
  const lines = (isOn: (change: { added: boolean; removed: boolean }) => boolean): readonly DiffLine[] =>
    changes.filter(isOn).flatMap(({ value, added, removed }) =>
      value
        .replace(/\n$/, "")
        .split("\n")
        .map((text) => ({ text, isChanged: added || removed })),
    );
  const beforeLines = lines(({ added }) => !added);
  const afterLines = lines(({ removed }) => !removed);
  return {
    before: beforeLines,
    after: afterLines,
    removed: beforeLines.filter(({ isChanged }) => isChanged).length,
    added: afterLines.filter(({ isChanged }) => isChanged).length,
  };
}
