"use client";

import type { LocatedId } from "@stageline/engine/read";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { attemptNumber } from "@/components/attempt";
import { shortId } from "@/components/run-id";
import { StatusIcon } from "@/components/status";
import { runHref } from "@/features/run/search-params";
import { runsHref } from "@/features/runs/search-params";
import { useTRPC } from "@/trpc/client";
import { useBound } from "@/ui/shortcuts";
import { Age } from "@/ui/time";
import { useDebounced } from "@/ui/use-debounced";
import { boundEntries, type Found, type FoundGroup, isCommandSearch, isMatch, pastedId } from "./found";

const TYPING_MS = 150;
const RUNS = 6;
const WORKFLOWS = 5;
/** Of the page's commands, before anything is typed: runs and pages are to be seen, too. */
const COMMANDS = 5;

const NAMES: Readonly<Record<LocatedId["kind"], string>> = {
  run: "Run",
  stage: "Stage",
  job: "Job",
  aiCall: "AI call",
  annotation: "Annotation",
  artifact: "Artifact",
  event: "Event",
};

/** On which of the run's views it is shown. */
const TABS = {
  run: "timeline",
  stage: "timeline",
  job: "timeline",
  aiCall: "calls",
  annotation: "annotations",
  artifact: "artifacts",
  event: "events",
} as const satisfies Record<LocatedId["kind"], string>;

/** Everything the palette offers for the text: what is bound on the page beneath, and what the database knows. */
export function useFound(text: string): { groups: FoundGroup[]; isAsking: boolean } {
  const trpc = useTRPC();
  const router = useRouter();
  const { places, here, anywhere } = boundEntries(useBound());
  const isForCommands = isCommandSearch(text);
  const asked = useDebounced(text.trim(), TYPING_MS);
  const id = isForCommands ? null : pastedId(asked);

  const located = useQuery(trpc.find.byId.queryOptions(id === null ? skipToken : { id }));
  const runs = useQuery(
    trpc.runs.list.queryOptions(
      isForCommands ? skipToken : { limit: RUNS, ...(asked === "" ? {} : { text: asked.slice(0, 200) }) },
    ),
  );
  const workflows = useQuery(trpc.runs.workflows.queryOptions(undefined, { staleTime: 60_000 }));

  const matching = (entries: readonly Found[]) => entries.filter((entry) => isMatch(text, entry));
  const ofWorkflows = (workflows.data ?? []).map(
    ({ workflowId, name }): Found => ({
      key: `workflow ${workflowId}`,
      label: name,
      searched: workflowId,
      detail: "its runs",
      run: () => router.push(runsHref("/runs", { wf: [workflowId] })),
    }),
  );
  const ofRuns = (runs.data?.rows ?? []).map(
    (run): Found => ({
      key: `run ${run.id}`,
      label: run.workflowName,
      detail: (
        <>
          <StatusIcon status={run.status} />
          <span className="mono">{shortId(run.id)}</span>
          <Age at={run.startedAt ?? run.createdAt} />
        </>
      ),
      run: () => router.push(runHref(`/runs/${encodeURIComponent(run.id)}`, {})),
    }),
  );
  const groups = [
    { value: "By id", items: located.data ? [ofLocated(located.data, router.push)] : [] },
    { value: "On this page", items: text === "" ? here.slice(0, COMMANDS) : matching(here) },
    { value: "Go to", items: isForCommands ? [] : matching(places) },
    {
      value: asked === "" ? "Newest runs" : "Runs",
      items: isForCommands || located.data?.kind === "run" ? [] : ofRuns,
    },
    { value: "Workflows", items: isForCommands ? [] : matching(ofWorkflows).slice(0, WORKFLOWS) },
    { value: "Anywhere", items: matching(anywhere) },
  ];
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    isAsking: asked !== text.trim() || runs.isLoading || located.isLoading,
  };
}

function ofLocated(
  { kind, runId, workflowName, status, stage }: LocatedId,
  go: (href: string) => void,
): Found {
  const ofStage = stage && `${stage.name}, attempt ${attemptNumber(stage.attempt)}`;
  const name = ofStage === null ? NAMES[kind] : `${NAMES[kind]}${kind === "stage" ? "" : " of"} ${ofStage}`;
  return {
    key: `located ${runId}`,
    label: `${name} · ${workflowName}`,
    detail: (
      <>
        <StatusIcon status={status} />
        <span className="mono">{shortId(runId)}</span>
      </>
    ),
    run: () => go(runHref(`/runs/${encodeURIComponent(runId)}`, { tab: TABS[kind], sel: stage?.id ?? null })),
  };
}
