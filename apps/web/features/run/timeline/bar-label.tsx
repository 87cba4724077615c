import { Duration } from "@/ui/number";
import { type Extent, extentOf, labelPlace } from "./extent";
import type { Segment } from "./segments";
import type { TimeScale } from "./time-scale";

const LABEL_PX = 58;

/** The duration: inside the bar where it can be read on it, else behind it, else before it. */
export function BarLabel({
  scale,
  segments,
  ms,
  end,
  isThin = false,
}: {
  scale: TimeScale;
  segments: readonly Segment[];
  ms: number;
  /** Where the bar ends; after what is expected of it, if anything is drawn there. */
  end: number;
  /** The bar has no room for text inside. */
  isThin?: boolean;
}) {
  const [first] = segments;
  if (first === undefined) return null;
  const place = labelPlace({
    start: scale.project(first.from),
    end: scale.project(end),
    room: isThin ? null : readableRoom(scale, segments),
    labelPx: LABEL_PX,
    width: scale.width,
  });
  if (place === null) return null;
  const { px, side } = place;
  return (
    <span
      className={side === "inside" ? "lab in" : "lab"}
      style={side === "before" ? { right: scale.width - px } : { left: px }}
    >
      <Duration ms={ms} />
    </span>
  );
}

/** Patterns are no ground for text: only what is solid. */
function readableRoom(scale: TimeScale, segments: readonly Segment[]): Extent | null {
  const solid = segments.filter(({ kind, status }) => kind === "run" && status === "COMPLETED");
  return solid
    .map((segment) => extentOf(scale, segment))
    .reduce((widest, extent) => ((extent?.width ?? 0) > (widest?.width ?? 0) ? extent : widest), null);
}
