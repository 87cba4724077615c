"use client";

import { useNow } from "@/ui/clock";
import { Duration } from "@/ui/number";

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
      <svg className="ring" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r={RADIUS} className="ring-track" />
        <circle
          cx="8"
          cy="8"
          r={RADIUS}
          className="ring-left"
          strokeDasharray={`${(share * ROUND).toFixed(1)} 40`}
          transform="rotate(-90 8 8)"
        />
      </svg>
      {leftMs > 0 ? (
        <span className="t2">
          <Duration ms={Math.ceil(leftMs / 1000) * 1000} />
        </span>
      ) : (
        <span className="heat-2">
          expired <Duration ms={Math.max(1000, Math.floor(-leftMs / 1000) * 1000)} />
        </span>
      )}
    </span>
  );
}
