"use client";

import { attemptNumber } from "@/components/attempt";
import { shortId } from "@/components/run-id";
import { SelectBox } from "@/features/runs/selection/select-box";
import { formatCount } from "@/ui/format-number";
import { Age } from "@/ui/time";
import { groupKey, type ShownGroup } from "./group-key";
import { GROUP_COLUMNS } from "./group-table";
import type { Letter } from "./letter";
import { hasLetter, type Picked, type Selection } from "./selection";

/** Under a group: its newest failures, and the way to the others. */
export function LetterRows({
  group,
  letters,
  selection,
  looked,
  onLook,
  onToggle,
  onAll,
}: {
  group: ShownGroup;
  /** Undefined until they are known. */
  letters: readonly Letter[] | undefined;
  selection: Selection;
  looked: string | null;
  onLook: (letterId: string) => void;
  onToggle: (letter: Picked) => void;
  /** Shows all of them. */
  onAll: () => void;
}) {
  const key = groupKey(group);
  if (letters === undefined) {
    return (
      <tr className="sub">
        <td colSpan={GROUP_COLUMNS} className="t3">
          Loading…
        </td>
      </tr>
    );
  }
  const more = group.count - letters.length;
  return (
    <>
      {letters.map((letter) => (
        <tr
          key={letter.id}
          data-row
          data-letter={letter.id}
          data-looked={letter.id === looked}
          className={letter.id === looked ? "sub run-row cur" : "sub run-row"}
        >
          <td />
          <td>
            <span className="row-b">
              <span className="relative z-1">
                <SelectBox
                  label={`Select ${nameOf(letter)}`}
                  state={hasLetter(selection, letter, key) ? "all" : "none"}
                  onToggle={() => onToggle(letter)}
                />
              </span>
              <button type="button" className="row-link id" onClick={() => onLook(letter.id)}>
                <span className="sr">Look at {letter.subject} of </span>
                {shortId(letter.runId)}
              </button>
            </span>
          </td>
          <td title={letter.error}>
            <span className="t2">{letter.workflowName ?? "a run that is not stored here"}</span>{" "}
            <span className="mono t3">{placeOf(letter)}</span>
          </td>
          <td className="num t2">{formatCount(letter.tries)} ×</td>
          <td />
          <td />
          <td className="num t2">
            <Age at={letter.failedAt} />
          </td>
          <td />
        </tr>
      ))}
      {more > 0 && (
        <tr className="sub">
          <td />
          <td colSpan={GROUP_COLUMNS - 1} className="s12">
            <button type="button" className="link" onClick={onAll}>
              {formatCount(more)} more in this group
            </button>
          </td>
        </tr>
      )}
    </>
  );
}

/** Where in its run: "seq 17", "attempt 2". */
export const placeOf = (letter: Letter): string =>
  letter.kind === "event"
    ? `seq ${letter.event.sequence}`
    : `attempt ${attemptNumber(letter.job.stageAttempt)}`;

/** "stage:completed, seq 17 of 41d7c9e3". */
export const nameOf = (letter: Letter): string =>
  `${letter.subject}, ${placeOf(letter)} of ${shortId(letter.runId)}`;
