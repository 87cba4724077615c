import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTRPC } from "@/trpc/client";

/** A pointer that stays so long on a row means it (ms). */
const MEANT_MS = 100;
/** What is fresher is not asked again (ms). */
const FRESH_MS = 5_000;

/** Asks for what a run's page begins with as soon as its row is pointed at: header and stages, no payloads. */
export function usePrefetchedRun() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const prefetch = (runId: string) => {
    void client.prefetchQuery(trpc.run.get.queryOptions({ runId }, { staleTime: FRESH_MS }));
    void client.prefetchQuery(trpc.run.stages.queryOptions({ runId }, { staleTime: FRESH_MS }));
  };
  return (runId: string) => ({
    onPointerEnter: () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => prefetch(runId), MEANT_MS);
    },
    onPointerLeave: () => clearTimeout(timer.current),
    onFocus: () => prefetch(runId),
  });
}
