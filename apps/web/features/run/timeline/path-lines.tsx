import type { CriticalPath } from "../critical-path";
import { extentOf } from "./extent";
import type { TimeScale } from "./time-scale";

/** A step of the path where it is drawn. */
export interface PathPlace {
  /** Ms since 1970. */
  readonly from: number;
  readonly to: number;
  /** Lower edge of the stage's row, in pixels from the first row. */
  readonly bottom: number;
}

/** The critical path: one line with a stop where each of its stages begins. */
export function PathLines({ places, scale }: { places: readonly PathPlace[]; scale: TimeScale }) {
  return (
    <div className="tl-grid path" aria-hidden="true">
      {places.map(({ from, to, bottom }, index) => {
        const next = places[index + 1];
        const run = extentOf(scale, { from, to: Math.max(to, next?.from ?? to) });
        const [startPx, turnPx] = [scale.project(from), scale.project(Math.max(to, next?.from ?? to))];
        const isIn = (px: number) => px >= -4 && px <= scale.width + 4;
        return (
          <div key={from + bottom}>
            {run && <i className="cp" style={{ ...run, top: bottom - 3 }} />}
            {next && isIn(turnPx) && (
              <i
                className="cpv"
                style={{ left: turnPx - 1, top: bottom - 3, height: next.bottom - bottom }}
              />
            )}
            {isIn(startPx) && <i className="cps" style={{ left: startPx, top: bottom - 2 }} />}
          </div>
        );
      })}
    </div>
  );
}

/** The steps that have a row, with its lower edge. */
export function pathPlaces(
  path: CriticalPath,
  intervals: ReadonlyMap<string, { from: number; to: number }>,
  bottomOf: (stageId: string) => number | null,
): readonly PathPlace[] {
  return path.steps.flatMap(({ stageId }) => {
    const interval = intervals.get(stageId);
    const bottom = bottomOf(stageId);
    return interval && bottom !== null ? [{ ...interval, bottom }] : [];
  });
}
