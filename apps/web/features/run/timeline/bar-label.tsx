import { Duration } from "@/ui/number";
import type { Segment } from "./segments";
import { css, pixels, type TimeScale } from "./time-scale";

const LABEL_PX = 62;
const MARGIN_PX = 4;

/** The duration: behind the bar, before it at the right edge. */
export function BarLabel({
  scale,
  width,
  segments,
  ms,
}: {
  scale: TimeScale;
  width: number;
  segments: readonly Segment[];
  ms: number;
}) {
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) return null;
  const endPx = pixels(scale, last.to, width);
  const startPx = pixels(scale, first.from, width);
  if (endPx + LABEL_PX <= width) {
    return (
      <span className="lab" style={{ left: css(scale, scale.place(last.to)), marginLeft: MARGIN_PX }}>
        <Duration ms={ms} />
      </span>
    );
  }
  if (startPx > LABEL_PX) {
    return (
      <span
        className="lab"
        style={{ right: `calc(100% - ${css(scale, scale.place(first.from))})`, marginRight: MARGIN_PX }}
      >
        <Duration ms={ms} />
      </span>
    );
  }
  return null;
}
