"use client";

import type { RefObject } from "react";
import { IdButton } from "@/components/run-id";
import { SelectBox } from "@/features/runs/selection/select-box";
import { Columns } from "@/ui/columns";
import { formatCount } from "@/ui/format-number";
import { Age } from "@/ui/time";
import { SUBJECT_WORDS } from "./filter-bar";
import { groupKey } from "./group-key";
import { firstLine, type Letter } from "./letter";
import { nameOf, placeOf } from "./letter-rows";
import { hasLetter, type Picked, type Selection } from "./selection";
import type { ListedKind } from "./use-failures";

/** Pixels; null takes what is left. */
const WIDTHS = [52, 164, 122, 136, 84, 56, null, 80];

/** One row per failure, newest first. Data only. */
export function LetterTable({
  kind,
  letters,
  selection,
  looked,
  body,
  onLook,
  onToggle,
  onToggleShown,
}: {
  kind: ListedKind;
  letters: readonly Letter[];
  selection: Selection;
  looked: string | null;
  body: RefObject<HTMLTableSectionElement | null>;
  onLook: (letterId: string) => void;
  onToggle: (letter: Picked, key: string) => void;
  onToggleShown: () => void;
}) {
  const isSelected = (letter: Letter) => hasLetter(selection, letter, groupKey(letter));
  const selected = letters.filter(isSelected).length;
  return (
    <div className="tblx letters-list">
      <table className="tbl">
        <caption className="sr">{kind === "event" ? "Dead events" : "Dead jobs"}, newest first</caption>
        <Columns widths={WIDTHS} />
        <thead>
          <tr>
            <th scope="col">
              <SelectBox
                label="Select all rows in view"
                state={selected === 0 ? "none" : selected === letters.length ? "all" : "some"}
                onToggle={onToggleShown}
              />
            </th>
            <th scope="col" className="capital">
              {SUBJECT_WORDS[kind]}
            </th>
            <th scope="col">Run</th>
            <th scope="col">Workflow</th>
            <th scope="col">{kind === "event" ? "Sequence" : "Attempt"}</th>
            <th scope="col" className="num">
              Tries
            </th>
            <th scope="col">Error</th>
            <th scope="col" className="num" aria-sort="descending">
              Failed
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {letters.map((letter) => (
            <tr
              key={letter.id}
              data-row
              data-letter={letter.id}
              data-looked={letter.id === looked}
              className={rowClass(isSelected(letter), letter.id === looked)}
            >
              <td>
                <span className="relative z-1">
                  <SelectBox
                    label={`Select ${nameOf(letter)}`}
                    state={isSelected(letter) ? "all" : "none"}
                    onToggle={() => onToggle(letter, groupKey(letter))}
                  />
                </span>
              </td>
              <td className="mono" title={letter.subject}>
                <button type="button" className="row-link med" onClick={() => onLook(letter.id)}>
                  {letter.subject}
                </button>
              </td>
              <td>
                <IdButton id={letter.runId} what="run id" />
              </td>
              <td title={letter.workflowName ?? undefined}>{letter.workflowName}</td>
              <td className="mono t2">{placeOf(letter)}</td>
              <td className="num t2">{formatCount(letter.tries)}</td>
              <td title={letter.error}>{firstLine(letter.error)}</td>
              <td className="num t2">
                <Age at={letter.failedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const rowClass = (isSelected: boolean, isLooked: boolean): string =>
  ["run-row", isSelected ? "sel" : "", isLooked ? "cur" : ""].filter((name) => name !== "").join(" ");
