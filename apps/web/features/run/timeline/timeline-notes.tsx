import { formatCount } from "@/ui/format-number";
import { STAGES_CAP } from "../stages-cap";
import { MOST_MARKS } from "./use-marks";

/** What is not drawn, or not kept up to date, said in words. */
export function TimelineNotes({
  attempt,
  areMarksCut,
  bars,
  onReload,
}: {
  /** Shown attempt, from 1; null for all. */
  attempt: number | null;
  areMarksCut: boolean;
  /** How many are drawn. */
  bars: number;
  /** Null when what is drawn is kept up to date. */
  onReload: (() => void) | null;
}) {
  const notes = [
    ...(attempt === null ? [] : [`Attempt ${attempt}, with what it kept.`]),
    ...(bars >= STAGES_CAP
      ? [`Only the first ${formatCount(STAGES_CAP)} attempts of stages are drawn; there are more.`]
      : []),
    ...(areMarksCut ? [`Marks: the first ${MOST_MARKS} annotations and errors.`] : []),
    ...(onReload ? [`Updates are paused: ${formatCount(bars)} bars are too many to follow.`] : []),
  ];
  return notes.length === 0 ? null : (
    <p className="tl-note">
      {notes.join(" ")}{" "}
      {onReload && (
        <button type="button" className="link" onClick={onReload}>
          Reload
        </button>
      )}
    </p>
  );
}
