"use client";

import { annotationColumn, annotationKeysOf, OPTIONAL_COLUMNS } from "./columns";
import { PACE_WORDS, type Pace } from "./pace";
import { PACES } from "./search-params";

/** How often the list asks for what changed. */
export function PacePicker({ pace, onPace }: { pace: Pace; onPace: (pace: Pace) => void }) {
  return (
    <fieldset className="seg sm">
      <legend className="sr">Keep up to date</legend>
      {PACES.map((one) => (
        <button
          key={one}
          type="button"
          className={one === pace ? "on" : undefined}
          aria-pressed={one === pace}
          onClick={() => onPace(one)}
        >
          {PACE_WORDS[one]}
        </button>
      ))}
    </fieldset>
  );
}

/** Adds columns, one at a time, and takes them away. */
export function ColumnPicker({
  cols,
  annotationKeys,
  onOpen,
  onCols,
}: {
  cols: readonly string[];
  /** Keys that occur. */
  annotationKeys: readonly string[];
  /** The keys are wanted. */
  onOpen: () => void;
  onCols: (cols: string[]) => void;
}) {
  const names = [...Object.keys(OPTIONAL_COLUMNS), ...annotationKeys.map(annotationColumn)];
  const words = (name: string) =>
    name in OPTIONAL_COLUMNS
      ? OPTIONAL_COLUMNS[name as keyof typeof OPTIONAL_COLUMNS]
      : (annotationKeysOf([name])[0] ?? name);
  return (
    <label className="input select h-7 w-[108px]">
      <span className="sr">Add or remove a column</span>
      <select
        value=""
        onFocus={onOpen}
        onChange={({ target: { value } }) =>
          onCols(cols.includes(value) ? cols.filter((other) => other !== value) : [...cols, value])
        }
      >
        <option value="">Columns</option>
        {[...new Set([...cols, ...names])].map((name) => (
          <option key={name} value={name}>
            {cols.includes(name) ? "✓ " : "  "}
            {words(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
