import { type RefCallback, useCallback, useState } from "react";

/** Until it is measured: a laptop's width. */
const ASSUMED_PX = 800;

/** An element's width in pixels, kept up to date from when it appears. */
export function useWidth<Element extends HTMLElement>(): [RefCallback<Element>, number] {
  const [width, setWidth] = useState(ASSUMED_PX);
  const measure = useCallback((element: Element) => {
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [measure as RefCallback<Element>, width];
}
