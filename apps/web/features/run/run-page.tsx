"use client";

import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { Page } from "@/components/frame/page";
import { EmptyState, LoadingRows, QueryFailed } from "@/components/list-state";
import { shortId } from "@/components/run-id";
import { isOver } from "@/components/status";
import { runsHref } from "@/features/runs/search-params";
import { useNow } from "@/ui/clock";
import { useShortcuts } from "@/ui/shortcuts";
import { attemptIn, generationsOf } from "./generations";
import { Inspector } from "./inspector/inspector";
import { useLiveRun } from "./live-run";
import { planOf } from "./plan";
import { RunCommands } from "./run-commands";
import { RunHeader } from "./run-header";
import { runParams } from "./search-params";
import { Tabs } from "./tabs";
import { Timeline } from "./timeline/timeline";

const loading = () => <LoadingRows />;
const Graph = dynamic(() => import("./graph/graph").then((module) => module.Graph), { loading });
const Annotations = dynamic(() => import("./annotations/annotations").then((module) => module.Annotations), {
  loading,
});
const AiCalls = dynamic(() => import("./ai-calls/ai-calls").then((module) => module.AiCalls), { loading });
const Logs = dynamic(() => import("./logs/logs").then((module) => module.Logs), { loading });
const Artifacts = dynamic(() => import("./artifacts").then((module) => module.Artifacts), { loading });
const Events = dynamic(() => import("./events").then((module) => module.Events), { loading });
const InputOutput = dynamic(() => import("./input-output").then((module) => module.InputOutput), { loading });
const AttemptDiff = dynamic(() => import("./diff/attempt-diff").then((module) => module.AttemptDiff), {
  loading,
});
const RerunDialog = dynamic(() => import("./rerun/rerun-dialog").then((module) => module.RerunDialog));
const CancelDialog = dynamic(() => import("./cancel-dialog").then((module) => module.CancelDialog));

type OpenDialog = { readonly kind: "cancel" } | { readonly kind: "rerun"; readonly stageId: string };

/** Understand one run. */
export function RunPage({ runId }: { runId: string }) {
  const [params, setParams] = useQueryStates(runParams, { history: "push" });
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const { run: query, stages, areStagesLoading, stagesFailure, reloadStages, reruns } = useLiveRun(runId);
  const run = query.data;
  const definition = run?.definition ?? null;
  const { attempt, tab } = params;
  const generations = useMemo(
    () =>
      generationsOf(
        stages,
        reruns.map(({ createdAt }) => createdAt),
      ),
    [stages, reruns],
  );
  const groups = useMemo(
    () =>
      attempt === null
        ? planOf(definition, stages)
        : planOf(definition, stages, (attempts) => attemptIn(attempt - 1, attempts, generations)),
    [definition, stages, attempt, generations],
  );
  const isMoving = run !== undefined && run !== null && !isOver(run.status);
  const now = useNow(isMoving);
  const select = (sel: string | null) => void setParams({ sel }, { history: "replace" });
  const selected = stages.find(({ id }) => id === params.sel) ?? null;

  useShortcuts(selected === null ? [] : [{ shortcut: "close", run: () => select(null) }]);

  if (run === undefined || run === null) {
    return (
      <Page
        isWide
        params={runParams}
        crumbs={[{ text: "Runs", href: "/runs" }, { text: <span className="mono">{shortId(runId)}</span> }]}
      >
        {run === null ? (
          <EmptyState isPage title="There is no such run">
            <p>
              No run has the id <span className="mono break-all">{runId}</span>. It may have been removed when
              it grew too old.
            </p>
          </EmptyState>
        ) : query.isError ? (
          <QueryFailed error={query.error} what="run" onRetry={query.refetch} />
        ) : (
          <LoadingRows />
        )}
      </Page>
    );
  }

  const last = run.attempt + 1;
  const diff =
    params.diff === null ? null : ([Math.min(last, params.diff[0]), Math.min(last, params.diff[1])] as const);
  const isDrawing = tab === "timeline" || tab === "graph";
  const onRerun = (stageId: string) => setDialog({ kind: "rerun", stageId });
  const onSelect = (stageRecordId: string) => select(params.sel === stageRecordId ? null : stageRecordId);

  return (
    <Page
      isWide
      params={runParams}
      crumbs={[
        { text: "Runs", href: "/runs" },
        { text: run.workflowName, href: runsHref("/runs", { wf: [run.workflowId] }), isOptional: true },
        { text: <span className="mono">{shortId(run.id)}</span> },
      ]}
    >
      <RunHeader
        run={run}
        stages={stages}
        now={now}
        attempt={attempt}
        onAttempt={(next) => void setParams({ attempt: next })}
        onCancel={() => setDialog({ kind: "cancel" })}
        onRerun={onRerun}
        onCompare={() =>
          void setParams({
            diff: attempt && attempt > 1 ? [attempt - 1, attempt] : [run.attempt, run.attempt + 1],
          })
        }
        firstStageId={groups[0]?.stages[0]?.stageId ?? null}
      />
      <RunCommands
        run={run}
        stages={groups.flatMap((group) => group.stages)}
        tab={params.tab}
        onRerun={onRerun}
        onCancel={() => setDialog({ kind: "cancel" })}
        onTab={(tab) => void setParams({ tab })}
      />
      {diff !== null ? (
        <AttemptDiff
          run={run}
          groups={groups}
          generations={generations}
          reruns={reruns}
          attempts={diff}
          now={now}
          onAttempts={([before, after]) => void setParams({ diff: [before, after] }, { history: "replace" })}
          onClose={() => void setParams({ diff: null })}
        />
      ) : (
        <>
          <Tabs
            current={params.tab}
            counts={run.counts}
            onOpen={(tab) => void setParams({ tab })}
            params={params}
          />
          <div className={selected ? "tl-wrap" : "tl-wrap solo"}>
            <section className="min-w-0" aria-label="Run details">
              {isDrawing && stagesFailure?.error && (
                <QueryFailed error={stagesFailure.error} what="stages" onRetry={stagesFailure.refetch} />
              )}
              {params.tab === "timeline" && stagesFailure === null && (
                <Timeline
                  run={run}
                  groups={groups}
                  generations={generations}
                  attempt={attempt}
                  now={now}
                  isLoading={areStagesLoading}
                  isPathShown={params.path}
                  onReload={reloadStages}
                  onAttempt={(next) => void setParams({ attempt: next })}
                  onPath={(path) => void setParams({ path }, { history: "replace" })}
                  selectedId={params.sel}
                  onSelect={onSelect}
                  onRerun={onRerun}
                />
              )}
              {params.tab === "graph" && stagesFailure === null && (
                <Graph
                  run={run}
                  groups={groups}
                  generations={generations}
                  attempt={attempt}
                  overlay={params.overlay}
                  onOverlay={(overlay) => void setParams({ overlay }, { history: "replace" })}
                  since={params.base}
                  onSince={(base) => void setParams({ base }, { history: "replace" })}
                  now={now}
                  isRunOver={!isMoving}
                  selectedId={params.sel}
                  onSelect={onSelect}
                  onRerun={onRerun}
                />
              )}
              {params.tab === "annotations" && <Annotations run={run} stages={stages} />}
              {params.tab === "calls" && <AiCalls run={run} />}
              {params.tab === "logs" && <Logs run={run} stages={stages} />}
              {params.tab === "artifacts" && <Artifacts run={run} />}
              {params.tab === "events" && <Events run={run} />}
              {params.tab === "data" && <InputOutput run={run} groups={groups} />}
            </section>
            {selected && (
              <Inspector
                run={run}
                stage={selected}
                now={now}
                onClose={() => select(null)}
                onRerun={() => onRerun(selected.stageId)}
              />
            )}
          </div>
        </>
      )}
      {dialog?.kind === "cancel" && <CancelDialog run={run} onClose={() => setDialog(null)} />}
      {dialog?.kind === "rerun" && (
        <RerunDialog
          run={run}
          groups={groups}
          records={stages}
          initialStageId={dialog.stageId}
          onClose={() => setDialog(null)}
          onDone={(next) => {
            setDialog(null);
            void setParams({ tab: "timeline", attempt: next, sel: null, diff: null });
          }}
        />
      )}
    </Page>
  );
}
