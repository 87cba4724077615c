import { type PointerEvent, useState } from "react";

interface Span {
  readonly first: number;
  readonly last: number;
}

/** Buckets passed over with a pressed button, and the one pointed at. Without `onSpan` there is only pointing. */
export function useBrush({
  bucketOf,
  onPoint,
  onSpan,
}: {
  /** The bucket at a distance in pixels from the left edge. */
  bucketOf: (x: number) => number;
  onPoint: (bucket: number | null) => void;
  onSpan?: ((first: number, last: number) => void) | undefined;
}) {
  const [pressed, setPressed] = useState<{ start: number; end: number } | null>(null);
  const brush: Span | null = pressed && {
    first: Math.min(pressed.start, pressed.end),
    last: Math.max(pressed.start, pressed.end),
  };
  const bucket = (event: PointerEvent<Element>) =>
    bucketOf(event.clientX - event.currentTarget.getBoundingClientRect().left);
  return {
    brush,
    gestures: {
      onPointerDown(event: PointerEvent<Element>) {
        if (event.button !== 0 || !onSpan) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setPressed({ start: bucket(event), end: bucket(event) });
      },
      onPointerMove(event: PointerEvent<Element>) {
        onPoint(bucket(event));
        if (pressed) setPressed({ ...pressed, end: bucket(event) });
      },
      onPointerUp() {
        if (brush) onSpan?.(brush.first, brush.last);
        setPressed(null);
      },
      onPointerCancel: () => setPressed(null),
      onPointerLeave: () => onPoint(null),
    },
  };
}
