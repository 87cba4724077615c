import { useEffect, useState } from "react";
import { Icon } from "@/ui/icon";
import { useDebounced } from "@/ui/use-debounced";
import { Legend } from "./legend";
import type { AxisKind } from "./ruler";
import type { Navigation } from "./use-navigation";

const TYPING_MS = 150;
const LEVELS = 100;

export interface TimelineChoices {
  readonly axis: AxisKind;
  readonly wait: boolean;
  readonly errors: boolean;
  readonly named: string;
}

/** What is shown of the run, and how closely. */
export function Toolbar({
  choices,
  onChoose,
  attempt,
  attempts,
  onAttempt,
  isPathShown,
  onPath,
  gaps,
  level,
  navigation,
}: {
  choices: TimelineChoices;
  onChoose: (change: Partial<TimelineChoices>) => void;
  /** Shown attempt, from 1; null for all. */
  attempt: number | null;
  /** How many the run has. */
  attempts: number;
  onAttempt: (attempt: number | null) => void;
  isPathShown: boolean;
  onPath: (isShown: boolean) => void;
  /** Null when there are none. */
  gaps: { readonly areFolded: boolean; readonly toggle: () => void } | null;
  /** How close the view is: 0 the whole, 1 the closest. */
  level: number;
  navigation: Navigation;
}) {
  return (
    <div className="bar-row b tl-bar hide-s">
      <StageSearch words={choices.named} onSearch={(named) => onChoose({ named })} />
      <Toggle
        isOn={choices.errors}
        title="Only stages in which something went wrong (e)"
        onToggle={(errors) => onChoose({ errors })}
      >
        Only errors
      </Toggle>
      {attempts > 1 && (
        <label className="input select">
          <span className="sr">Attempts</span>
          <select
            value={attempt ?? ""}
            onChange={({ target }) => onAttempt(target.value === "" ? null : Number(target.value))}
          >
            <option value="">All attempts</option>
            {Array.from({ length: attempts }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an attempt is its number
              <option key={index} value={index + 1}>
                Attempt {index + 1}
              </option>
            ))}
          </select>
        </label>
      )}
      <Toggle
        isOn={isPathShown}
        title="Of each group the slowest stage: what the run's duration hangs on (p)"
        onToggle={onPath}
      >
        Critical path
      </Toggle>
      {gaps && (
        <Toggle
          isOn={gaps.areFolded}
          title="Long times in which nothing ran take a fixed width (i)"
          onToggle={gaps.toggle}
        >
          Idle gaps
        </Toggle>
      )}
      <span className="grow" />
      <fieldset className="seg">
        <legend className="sr">The axis counts</legend>
        {(["start", "clock"] as const).map((axis) => (
          <button
            key={axis}
            type="button"
            className={choices.axis === axis ? "on" : undefined}
            aria-pressed={choices.axis === axis}
            onClick={() => onChoose({ axis })}
          >
            {axis === "start" ? "From start" : "Clock"}
          </button>
        ))}
      </fieldset>
      <input
        type="range"
        className="tl-zoom"
        min={0}
        max={LEVELS}
        value={Math.round(level * LEVELS)}
        aria-label="Zoom"
        title="Zoom (+ and −, or Ctrl and the wheel)"
        onChange={({ target }) => navigation.toLevel(Number(target.value) / LEVELS)}
      />
      <button
        type="button"
        className="btn sq"
        aria-label="Fit the whole run"
        title="Fit the whole run (f)"
        onClick={navigation.fit}
      >
        <Icon name="fit" size={14} />
      </button>
      <Legend isWaitShown={choices.wait} onWait={(wait) => onChoose({ wait })} />
    </div>
  );
}

const Toggle = ({
  isOn,
  title,
  onToggle,
  children,
}: {
  isOn: boolean;
  title: string;
  onToggle: (isOn: boolean) => void;
  children: string;
}) => (
  <button
    type="button"
    className={isOn ? "btn on" : "btn"}
    aria-pressed={isOn}
    title={title}
    onClick={() => onToggle(!isOn)}
  >
    {children}
  </button>
);

function StageSearch({ words, onSearch }: { words: string; onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState(words);
  const settled = useDebounced(typed, TYPING_MS);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing counts
  useEffect(() => {
    if (settled !== words) onSearch(settled);
  }, [settled]);
  return (
    <label className="input tl-find">
      <span className="t3">
        <Icon name="search" size={14} />
      </span>
      <span className="sr">Find stage</span>
      <input
        type="search"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        placeholder="Find stage"
        maxLength={200}
      />
    </label>
  );
}
