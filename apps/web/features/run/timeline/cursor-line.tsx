import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useTimeStyle } from "@/ui/time";
import { type AxisKind, axisText } from "./ruler";
import type { TimeScale } from "./time-scale";
import type { TrackSize } from "./use-track";

/** Beyond this the label is on the line's left. */
const LABEL_PX = 110;

/** A line at the cursor, through all rows, with its instant. It follows without anything being drawn anew. */
export function CursorLine({
  root,
  track,
  scale,
  axis,
  start,
}: {
  root: RefObject<HTMLElement | null>;
  track: TrackSize;
  scale: TimeScale;
  axis: AxisKind;
  start: number;
}) {
  const line = useRef<HTMLDivElement>(null);
  const label = useRef<HTMLSpanElement>(null);
  const style = useTimeStyle();
  const at = useRef<number | null>(null);
  const latest = useRef<(clientX: number) => void>(() => undefined);
  useLayoutEffect(() => {
    latest.current = (clientX) => {
      at.current = clientX;
      if (line.current === null || label.current === null) return;
      const px = clientX - track.left;
      const isOver = px >= 0 && px <= track.width;
      line.current.hidden = !isOver;
      if (!isOver) return;
      line.current.style.transform = `translateX(${px}px)`;
      line.current.dataset.side = px > track.width - LABEL_PX ? "left" : "right";
      label.current.textContent = axisText(scale.unproject(px), { axis, start, step: scale.msPerPx, style });
    };
    // What is under a cursor that rests is another instant when the scale is another one.
    if (at.current !== null) latest.current(at.current);
  });
  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    const follow = (event: PointerEvent) => {
      if (event.pointerType === "mouse") latest.current(event.clientX);
    };
    const leave = () => {
      at.current = null;
      if (line.current) line.current.hidden = true;
    };
    element.addEventListener("pointermove", follow);
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointermove", follow);
      element.removeEventListener("pointerleave", leave);
    };
  }, [root]);
  return (
    <div className="tl-cursor" aria-hidden="true">
      <div ref={line} className="tl-cur" hidden>
        <span ref={label} />
      </div>
    </div>
  );
}
