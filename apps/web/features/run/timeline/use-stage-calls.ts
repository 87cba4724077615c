import type { RunView } from "@stageline/engine/read";
import { useQueries } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTRPC } from "@/trpc/client";
import { pollMs } from "../live-run";
import type { StageCalls } from "./rows";

/** As many as one question may ask for. */
const CALLS = 200;
const FAILURES = 50;

/** The AI calls of unfolded stages: failed ones, the first ones, and how many there are. */
export function useStageCalls(run: RunView, stageIds: readonly string[]): (stageId: string) => StageCalls {
  const trpc = useTRPC();
  const every = { refetchInterval: pollMs(run.status) };
  const of = (stageId: string) => ({ runId: run.id, stageId });
  const calls = useQueries({
    queries: stageIds.map((id) => trpc.run.aiCalls.queryOptions({ ...of(id), limit: CALLS }, every)),
  });
  const failures = useQueries({
    queries: stageIds.map((id) =>
      trpc.run.aiCalls.queryOptions({ ...of(id), status: ["FAILED", "ABORTED"], limit: FAILURES }, every),
    ),
  });
  const totals = useQueries({
    queries: stageIds.map((id) => trpc.run.aiCallTotals.queryOptions(of(id), every)),
  });
  const known = stageIds.map((_, index): StageCalls => {
    const [first, failed, total] = [calls[index], failures[index], totals[index]];
    const errors = failed?.data?.rows ?? [];
    const ids = new Set(errors.map(({ id }) => id));
    return {
      total: first?.data && failed?.data && total?.data ? total.data.calls : null,
      calls: [...errors, ...(first?.data?.rows ?? []).filter(({ id }) => !ids.has(id))],
      failed: errors.length,
      hasFailed: [first, failed, total].some((query) => query?.isError === true && query.data === undefined),
    };
  });
  // Rows are made anew only when an answer is another one.
  const changes = [...calls, ...failures, ...totals].map((query) => `${query.dataUpdatedAt}${query.status}`);
  // biome-ignore lint/correctness/useExhaustiveDependencies: stands for all that `known` is made of
  return useCallback(
    (stageId) => known[stageIds.indexOf(stageId)] ?? NOTHING,
    [stageIds.join("\n"), changes.join()],
  );
}

const NOTHING: StageCalls = { total: null, calls: [], failed: 0, hasFailed: false };
