"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTRPC } from "@/trpc/client";

const subscribe = (onChange: () => void) => {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
};

/** The line that the address names by `#L<id>`, wherever in the log it is. */
export function useLinkedLine(runId: string, shownIds: ReadonlySet<string>) {
  const trpc = useTRPC();
  const hash = useSyncExternalStore(
    subscribe,
    () => window.location.hash,
    () => "",
  );
  const id = /^#L(.+)$/.exec(hash)?.[1] ?? null;
  const isElsewhere = id !== null && !shownIds.has(id);
  const query = useQuery(
    trpc.run.log.queryOptions(
      { runId, id: id ?? "" },
      { enabled: isElsewhere, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  return {
    id,
    /** When it is not among those shown; null when there is no such line. */
    elsewhere: isElsewhere ? query.data : undefined,
  };
}
