import { type RefCallback, useCallback, useEffect, useState } from "react";
import { useAppearance } from "@/ui/appearance/store";

/** Where bars are drawn, in pixels of the window. */
export interface TrackSize {
  readonly left: number;
  readonly width: number;
}

/** Null until it is measured: nothing is drawn at a wrong place first. */
export function useTrack(): [RefCallback<HTMLElement>, TrackSize | null] {
  const [size, setSize] = useState<TrackSize | null>(null);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const read = () => {
      const { left, width } = element.getBoundingClientRect();
      setSize((before) => (before?.left === left && before.width === width ? before : { left, width }));
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    observer.observe(document.documentElement);
    return () => observer.disconnect();
  }, []);
  return [measure, size];
}

export interface Pitch {
  readonly row: number;
  readonly group: number;
  /** How far down the document the first row is. */
  readonly top: number;
}

const ASSUMED: Pitch = { row: 32, group: 32, top: 0 };

/** Heights of rows as the styles have them: density, touch and width decide. */
export function usePitch(element: HTMLElement | null): Pitch {
  const { density } = useAppearance();
  const [pitch, setPitch] = useState(ASSUMED);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density has other heights
  useEffect(() => {
    if (element === null) return;
    const read = () => {
      const style = getComputedStyle(element);
      const px = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || ASSUMED.row;
      const next = {
        row: px("--tl-pitch"),
        group: px("--tl-pitch-group"),
        top: Math.round(element.getBoundingClientRect().top + window.scrollY),
      };
      setPitch((before) =>
        before.row === next.row && before.group === next.group && before.top === next.top ? before : next,
      );
    };
    read();
    const observer = new ResizeObserver(read);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element, density]);
  return pitch;
}
