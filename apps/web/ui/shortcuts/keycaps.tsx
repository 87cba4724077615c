"use client";

import { useIsAlive } from "../clock";
import { capsOf } from "./keys";

const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Keys as they stand on the keyboard: `⌘` `K`, or `g` then `r`. */
export function Keycaps({ keys }: { keys: string }) {
  const isAlive = useIsAlive();
  return (
    <span className="caps">
      {capsOf(keys, isAlive && isMac()).flatMap((step) =>
        step.map((cap) => <kbd key={`${step.join()} ${cap}`}>{cap}</kbd>),
      )}
    </span>
  );
}
