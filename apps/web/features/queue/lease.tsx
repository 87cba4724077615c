"use client";

import { useNow } from "@/ui/clock";
import { WholeSeconds } from "./whole-seconds";

const RADIUS = 5.5;
const ROUND = 2 * Math.PI * RADIUS;

/** How long a worker may be silent before its job is given to another. */
export function Lease({ lockedAt, until }: { lockedAt: Date | null; until: Date }) {
  const now = useNow();
  const leftMs = until.getTime() - now;
  const wholeMs = until.getTime() - (lockedAt?.getTime() ?? now);
  const share = leftMs <= 0 || wholeMs <= 0 ? 0 : Math.min(1, leftMs / wholeMs);
  return (
    <span className="lease">
      <svg className="lease-ring" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r={RADIUS} className="lease-track" />
        <circle
          cx="8"
          cy="8"
          r={RADIUS}
          className="lease-left"
          strokeDasharray={`${(share * ROUND).toFixed(1)} 40`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      {leftMs > 0 ? (
        <span className="t2">
          <WholeSeconds ms={leftMs} />
        </span>
      ) : (
        <span className="heat-2">
          expired <WholeSeconds ms={-leftMs} />
        </span>
      )}
    </span>
  );
}
