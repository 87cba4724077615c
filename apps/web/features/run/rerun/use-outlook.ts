"use client";

import type { RunView } from "@stageline/engine/read";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";
import type { PlannedGroup } from "../plan";
import { estimateOf } from "./estimate";

/** What the server says a rerun would do, whether it takes what was edited, and what it would cost and take. */
export function useOutlook({
  run,
  groups,
  stageId,
  input,
  config,
}: {
  run: RunView;
  groups: readonly PlannedGroup[];
  stageId: string;
  /** Undefined: the run's own. */
  input: unknown;
  config: unknown;
}) {
  const trpc = useTRPC();
  const firstStageId = groups[0]?.stages[0]?.stageId ?? stageId;
  const isFirstGroup = groups[0]?.stages.some((stage) => stage.stageId === stageId) ?? false;
  const changedConfig = config === undefined ? {} : { config: config as Record<string, unknown> };
  const changedInput = input === undefined ? {} : { input };
  const preview = useQuery(
    trpc.run.rerunPreview.queryOptions(
      { runId: run.id, stageId, ...changedConfig, ...(isFirstGroup ? changedInput : {}) },
      { placeholderData: (previous) => previous, staleTime: 0 },
    ),
  );
  // Only a rerun from the first group takes an input; for a copy the same check answers.
  const check = useQuery(
    trpc.run.rerunPreview.queryOptions(
      input === undefined || isFirstGroup
        ? skipToken
        : { runId: run.id, stageId: firstStageId, ...changedConfig, input },
      { staleTime: 0 },
    ),
  );
  const allStages = groups.flatMap((group) => group.stages.map((stage) => stage.stageId));
  const histories = useQuery(
    trpc.run.stageHistory.queryOptions(
      { workflowId: run.workflowId, stageIds: allStages.slice(0, MAX_STAGES) },
      { staleTime: 60_000 },
    ),
  );
  const willRun = preview.data?.willRun ?? [];
  const again = groups.map((group) =>
    group.stages.map((stage) => stage.stageId).filter((id) => willRun.includes(id)),
  );
  return {
    preview,
    check,
    histories: histories.data ?? null,
    estimate: histories.data && preview.data ? estimateOf(again, histories.data) : null,
  };
}

/** The most that are asked for at once; the rest counts as unknown. */
const MAX_STAGES = 100;
