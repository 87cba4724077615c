import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { flushSync } from "react-dom";
import type { Interval, TimeScale } from "./time-scale";
import type { TrackSize } from "./use-track";
import { atZoomLevel, between, moved, type View, zoomed } from "./view";

/** One press of a key. */
const KEY_FACTOR = 1.5;
/** A wheel's notch is about 100 px: it zooms by a quarter. */
const WHEEL_RATE = 0.0022;
/** Of wheels that count lines. */
const LINE_PX = 16;

export interface Navigation {
  /** @param px of the track; it stays where it is. Default: the middle. */
  zoom(factor: number, px?: number): void;
  zoomIn(): void;
  zoomOut(): void;
  fit(): void;
  /** By pixels of the track. */
  move(px: number): void;
  /** To what lies between two pixels of the track. */
  show(a: number, b: number): void;
  /** Between 0, the whole, and 1, the closest. */
  toLevel(level: number): void;
  set(view: View): void;
}

/** Zooming and moving, by whatever means; the latest scale counts, and it is drawn once a frame at most. */
export function useNavigation({
  scale,
  whole,
  setView,
}: {
  scale: TimeScale;
  whole: Interval;
  setView: (view: View) => void;
}): Navigation {
  const latest = useRef({ scale, whole, setView });
  useLayoutEffect(() => {
    latest.current = { scale, whole, setView };
  });
  return useMemo(() => {
    const zoom = (factor: number, px?: number) => {
      const { scale, whole, setView } = latest.current;
      setView(zoomed(scale, whole, factor, px));
    };
    return {
      zoom,
      zoomIn: () => zoom(KEY_FACTOR),
      zoomOut: () => zoom(1 / KEY_FACTOR),
      fit: () => latest.current.setView(null),
      move: (px) => {
        const { scale, whole, setView } = latest.current;
        setView(moved(scale, whole, px));
      },
      show: (a, b) => {
        const { scale, whole, setView } = latest.current;
        const view = between(scale, whole, a, b);
        if (view !== undefined) setView(view);
      },
      toLevel: (level) => {
        const { scale, whole, setView } = latest.current;
        setView(atZoomLevel(scale, whole, level));
      },
      set: (view) => latest.current.setView(view),
    };
  }, []);
}

/** Ctrl or ⌘ and the wheel zoom at the cursor; a wheel that goes sideways moves. */
export function useWheel(
  root: RefObject<HTMLElement | null>,
  track: TrackSize | null,
  navigation: Navigation,
  isZoomed: boolean,
): void {
  useEffect(() => {
    const element = root.current;
    if (element === null || track === null) return;
    let frame = 0;
    let pending = { factor: 1, px: 0, sideways: 0 };
    const draw = () => {
      frame = 0;
      const { factor, px, sideways } = pending;
      pending = { factor: 1, px, sideways: 0 };
      // Drawn in this very frame, not in the one after it.
      flushSync(() => {
        if (factor !== 1) navigation.zoom(factor, px);
        else if (sideways !== 0) navigation.move(sideways);
      });
    };
    const listen = (event: WheelEvent) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      if (event.ctrlKey || event.metaKey) {
        pending.factor *= Math.exp(-event.deltaY * unit * WHEEL_RATE);
        pending.px = Math.min(Math.max(event.clientX - track.left, 0), track.width);
      } else {
        const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
        if (!isZoomed || Math.abs(sideways) < Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
        pending.sideways += sideways * unit;
      }
      // Otherwise the browser would magnify the page, or leave it.
      event.preventDefault();
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    element.addEventListener("wheel", listen, { passive: false });
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("wheel", listen);
    };
  }, [root, track, navigation, isZoomed]);
}
