import type { LogLevels } from "@stageline/engine/read";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { LEVELS, type Level, levelsFrom } from "./levels";
import type { LineTime } from "./line";

const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  DEBUG: "All",
  INFO: "Info",
  WARN: "Warnings",
  ERROR: "Errors",
};
const TIME_WORDS: Readonly<Record<LineTime, string>> = {
  clock: "Clock",
  start: "From start",
  before: "Delta",
};

/** Which lines are shown and how. */
export function LogBar({
  level,
  onLevel,
  levels,
  stage,
  stages,
  onStage,
  attempt,
  attempts,
  onAttempt,
  time,
  onTime,
  isWrapped,
  onWrap,
  downloads,
}: {
  level: Level;
  onLevel: (level: Level) => void;
  levels: LogLevels | undefined;
  stage: string;
  stages: readonly string[];
  onStage: (stage: string) => void;
  /** From 1; all when null. */
  attempt: number | null;
  attempts: number;
  onAttempt: (attempt: number | null) => void;
  time: LineTime;
  onTime: (time: LineTime) => void;
  isWrapped: boolean;
  onWrap: () => void;
  /** All lines that match, as text and line by line as JSON. */
  downloads: { readonly log: string; readonly ndjson: string };
}) {
  return (
    <>
      <fieldset className="seg">
        <legend className="sr">Least level</legend>
        {LEVELS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={level === each}
            className={level === each ? "on" : undefined}
            onClick={() => onLevel(each)}
          >
            {LEVEL_WORDS[each]}
            {levels && <small className="t3 tabular-nums">{countFrom(levels, each)}</small>}
          </button>
        ))}
      </fieldset>
      <label className="input select">
        <span className="sr">Stage</span>
        <select value={stage} onChange={({ target }) => onStage(target.value)}>
          <option value="">All stages</option>
          {stages.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      {attempts > 1 && (
        <label className="input select">
          <span className="sr">Attempt</span>
          <select
            value={attempt ?? ""}
            onChange={({ target }) => onAttempt(target.value === "" ? null : Number(target.value))}
          >
            <option value="">All attempts</option>
            {Array.from({ length: attempts }, (_, index) => index + 1).map((number) => (
              <option key={number} value={number}>
                Attempt {number}
              </option>
            ))}
          </select>
        </label>
      )}
      <span className="ml-auto flex flex-wrap items-center gap-2">
        <label className="input select">
          <span className="sr">Time</span>
          <select value={time} onChange={({ target }) => onTime(target.value as LineTime)}>
            {(Object.keys(TIME_WORDS) as LineTime[]).map((each) => (
              <option key={each} value={each}>
                {TIME_WORDS[each]}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          className={isWrapped ? "btn sq on" : "btn sq"}
          aria-label="Wrap lines"
          title="Wrap lines"
          aria-pressed={isWrapped}
          onClick={onWrap}
        >
          <Icon name="wrap" size={14} />
        </button>
        <a className="btn" href={downloads.log} download title="Download all lines that match">
          <Icon name="download" size={14} />
          .log
        </a>
        <a className="btn" href={downloads.ndjson} download title="Download all lines that match, as JSON">
          .ndjson
        </a>
      </span>
    </>
  );
}

const countFrom = ({ counts, isCapped }: LogLevels, least: Level): string =>
  formatCount(levelsFrom(least).reduce((sum, level) => sum + counts[level], 0)) + (isCapped ? "+" : "");
