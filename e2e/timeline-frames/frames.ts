/** Watches what the page's main thread does for a frame in which something moved: scripts, style, layout and paint. */

import type { Page } from "@playwright/test";

export interface Frames {
  /** Milliseconds of work for each frame, in order. */
  readonly work: readonly number[];
  /** The most bars, as elements, after any of them. */
  readonly bars: number;
}

interface Watched {
  watched?: { work: number[]; bars: number; isOver: boolean };
}

/** What `act` makes the page do, frame by frame. */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const frames = { work: [] as number[], bars: 0, isOver: false };
    (window as Watched).watched = frames;
    const place = () => {
      const inView = document.querySelector<HTMLElement>(".tl-map .win")?.style;
      return `${inView?.transform} ${inView?.width} ${window.scrollY}`;
    };
    let before = place();
    const channel = new MessageChannel();
    let began = 0;
    // A message sent from the first callback of a frame is heard when the frame has been painted.
    channel.port2.onmessage = () => {
      const work = performance.now() - began;
      const after = place();
      if (after !== before) frames.work.push(work);
      before = after;
      frames.bars = Math.max(frames.bars, document.querySelectorAll(".tl-line .bar").length);
    };
    const frame = () => {
      if (frames.isOver) return;
      began = performance.now();
      channel.port1.postMessage(null);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await act();
  return page.evaluate(() => {
    const { watched } = window as Watched;
    if (!watched) throw new Error("Nothing was watched");
    watched.isOver = true;
    return { work: watched.work, bars: watched.bars };
  });
}

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
