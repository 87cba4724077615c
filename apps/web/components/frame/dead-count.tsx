"use client";

import { useQuery } from "@tanstack/react-query";
import { COUNT_CAP } from "@/components/count-cap";
import { useTRPC } from "@/trpc/client";
import { formatCapped } from "@/ui/format-number";

/** Milliseconds between two looks. */
const LOOK_MS = 30_000;

/** In the rail: dead events and jobs that nobody has seen to. Never a 0, and a "?" when it could not be read. */
export function DeadCount() {
  const trpc = useTRPC();
  const counts = useQuery(
    trpc.deadLetters.counts.queryOptions(undefined, { refetchInterval: LOOK_MS, staleTime: LOOK_MS / 2 }),
  );
  if (counts.data === undefined) {
    return counts.error ? (
      <b className="rail-count" title="Dead letters could not be counted">
        ?
      </b>
    ) : null;
  }
  const dead = counts.data.event + counts.data.job;
  if (dead === 0) return null;
  return (
    <b className="rail-count" title={`${formatCapped(dead, COUNT_CAP)} dead events and jobs`}>
      {formatCapped(dead, COUNT_CAP)}
      <span className="sr"> dead events and jobs</span>
    </b>
  );
}
