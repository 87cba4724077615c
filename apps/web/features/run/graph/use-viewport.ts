"use client";

import { type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

export const ZOOM = { min: 0.25, max: 2, step: 1.2 } as const;

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of the drawing is seen: panned by dragging or scrolling, zoomed around the cursor with Ctrl or ⌘ and the wheel. */
export interface Viewport {
  readonly ref: RefObject<HTMLElement | null>;
  readonly scale: number;
  /** In the drawing's own pixels; null before it was measured. */
  readonly seen: Rect | null;
  /** Around the middle of what is seen. */
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly centre: (x: number, y: number) => void;
  readonly onScroll: () => void;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

const clamp = (scale: number): number => Math.min(ZOOM.max, Math.max(ZOOM.min, scale));

/**
 * @param size of the drawing at 100 %
 * @param onPan called when a person moved or zoomed it
 */
export function useViewport(
  size: { readonly width: number; readonly height: number },
  onPan: () => void,
): Viewport {
  const ref = useRef<HTMLElement>(null);
  const [scale, setScale] = useState(1);
  const [seen, setSeen] = useState<Rect | null>(null);
  /** The point of the drawing that stays where it is on the screen while the scale changes. */
  const anchor = useRef<{ x: number; y: number; dx: number; dy: number } | null>(null);
  const panned = useRef(onPan);
  panned.current = onPan;

  const measure = () => {
    const box = ref.current;
    if (box === null) return;
    setSeen({
      x: box.scrollLeft / scale,
      y: box.scrollTop / scale,
      width: box.clientWidth / scale,
      height: box.clientHeight / scale,
    });
  };
  const zoomAt = (factor: number, dx: number, dy: number) => {
    const box = ref.current;
    if (box === null) return;
    anchor.current = { x: (box.scrollLeft + dx) / scale, y: (box.scrollTop + dy) / scale, dx, dy };
    setScale(clamp(scale * factor));
    panned.current();
  };
  const zoomAtLatest = useRef(zoomAt);
  zoomAtLatest.current = zoomAt;

  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the drawing's scale or size changes
  useLayoutEffect(() => {
    const box = ref.current;
    const held = anchor.current;
    if (box !== null && held !== null) {
      box.scrollLeft = held.x * scale - held.dx;
      box.scrollTop = held.y * scale - held.dy;
      anchor.current = null;
    }
    measure();
  }, [scale, size.width, size.height]);

  // React listens to the wheel passively, where the page's own zoom cannot be held back.
  useEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const onWheel = (event: WheelEvent) => {
      panned.current();
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { left, top } = box.getBoundingClientRect();
      zoomAtLatest.current(Math.exp(-event.deltaY / 400), event.clientX - left, event.clientY - top);
    };
    box.addEventListener("wheel", onWheel, { passive: false });
    return () => box.removeEventListener("wheel", onWheel);
  }, []);

  return {
    ref,
    scale,
    seen,
    zoom: (factor) => {
      const box = ref.current;
      if (box !== null) zoomAt(factor, box.clientWidth / 2, box.clientHeight / 2);
    },
    fit: () => {
      const box = ref.current;
      if (box === null) return;
      setScale(clamp(Math.min(1, box.clientWidth / size.width, box.clientHeight / size.height)));
      panned.current();
    },
    centre: (x, y) => {
      const box = ref.current;
      box?.scrollTo({ left: x * scale - box.clientWidth / 2, top: y * scale - box.clientHeight / 2 });
    },
    onScroll: measure,
    onPointerDown: (event) => {
      const box = ref.current;
      const isNode = event.target instanceof Element && event.target.closest("button, a, .graph-float");
      if (box === null || isNode || event.button !== 0 || event.pointerType === "touch") return;
      const from = { x: box.scrollLeft + event.clientX, y: box.scrollTop + event.clientY };
      const move = ({ clientX, clientY }: globalThis.PointerEvent) => {
        box.scrollTo(from.x - clientX, from.y - clientY);
        panned.current();
      };
      const end = () => {
        window.removeEventListener("pointermove", move);
        window.removeEventListener("pointerup", end);
        window.removeEventListener("pointercancel", end);
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", end);
      window.addEventListener("pointercancel", end);
    },
  };
}
