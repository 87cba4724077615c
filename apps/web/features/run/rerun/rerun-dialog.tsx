"use client";

import type { RunView } from "@stageline/engine/read";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { attemptNumber } from "@/components/attempt";
import { hasSettings, withDefaults } from "@/components/config-defaults";
import { IssueList } from "@/components/issue-list";
import { prettyJson } from "@/components/json-text";
import { shortId } from "@/components/run-id";
import { StatusIcon } from "@/components/status";
import { useTRPC } from "@/trpc/client";
import { Dialog } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { JsonEditor, parseJsonObject } from "@/ui/json-editor";
import { Nil, Price } from "@/ui/number";
import { useDebounced } from "@/ui/use-debounced";
import type { PlannedStage } from "../plan";

const TYPING_MS = 300;

/** Runs a finished run again from a stage, with the same or another config. */
export function RerunDialog({
  run,
  stages,
  initialStageId,
  onClose,
  onDone,
}: {
  run: RunView;
  stages: readonly PlannedStage[];
  initialStageId: string;
  onClose: () => void;
  /** @param attempt the run's new attempt, from 1 */
  onDone: (attempt: number) => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const ids = useId();
  const [stageId, setStageId] = useState(initialStageId);
  const [edited, setEdited] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const stored = useQuery(
    trpc.run.payload.queryOptions({ kind: "runConfig", id: run.id, maxChars: 2_097_152 }),
  );
  const isTooBig = stored.data?.isCut ?? false;
  const original = stored.data ? prettyJson(stored.data.text) : "";
  const text = edited ?? original;
  const parsed = edited === null ? undefined : parseJsonObject(edited);
  const config = parsed?.ok ? parsed.value : undefined;
  const isChanged = config !== undefined && edited !== null && prettyJson(edited) !== original;

  const settledConfig = useDebounced(isChanged ? config : undefined, TYPING_MS);
  const preview = useQuery(
    trpc.run.rerunPreview.queryOptions(
      { runId: run.id, stageId, ...(settledConfig ? { config: settledConfig } : {}) },
      { placeholderData: (previous) => previous, staleTime: 0 },
    ),
  );
  const rerun = useMutation(
    trpc.run.rerun.mutationOptions({
      onSuccess: async ({ attempt }) => {
        await queryClient.invalidateQueries();
        onDone(attemptNumber(attempt));
      },
    }),
  );
  const refusal = rerun.error ?? preview.error;
  const invalid = refusal?.data?.invalid ?? null;
  const isBlocked =
    parsed?.ok === false || preview.isError || preview.data === undefined || isTooBig || rerun.isPending;
  const again = preview.data?.willRun ?? [];
  const before = stored.data && !isTooBig ? parseJsonObject(stored.data.text) : undefined;
  const canWriteOut =
    edited === null && before?.ok === true && run.definition !== null && hasSettings(run.definition, again);
  const writeOut = () => {
    if (run.definition === null || before?.ok !== true) return;
    setEdited(JSON.stringify(withDefaults(run.definition, before.value, again), null, 2));
  };
  const stageName = stages.find((stage) => stage.stageId === stageId)?.name ?? stageId;

  return (
    <Dialog
      isWide
      title={`Rerun ${run.workflowName}`}
      subtitle={
        <>
          <span className="mono">{shortId(run.id)}</span> attempt {attemptNumber(run.attempt)} to{" "}
          {attemptNumber(run.attempt) + 1}
        </>
      }
      onClose={onClose}
      footer={
        <>
          <span className="t2 grow">
            {preview.data &&
              !preview.isError &&
              `${preview.data.willRun.length} of ${stages.length} stages run again, earlier attempts are kept.`}
          </span>
          <button type="button" className="btn" onClick={onClose}>
            Close
          </button>
          <button
            type="button"
            className="btn pri"
            disabled={isBlocked}
            title={parsed?.ok === false ? "The config is not valid JSON" : refusal?.message}
            onClick={() =>
              rerun.mutate({
                runId: run.id,
                stageId,
                ...(isChanged ? { config } : {}),
                ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
              })
            }
          >
            Rerun from {stageName}
          </button>
        </>
      }
    >
      <div className="halves">
        <div>
          <label className="flex items-center gap-4" htmlFor={`${ids}stage`}>
            <span className="t3 s12">From</span>
            <span className="input select grow">
              <select id={`${ids}stage`} value={stageId} onChange={(event) => setStageId(event.target.value)}>
                {stages.map((stage) => (
                  <option key={stage.stageId} value={stage.stageId}>
                    {stage.name} · group {stage.group}
                  </option>
                ))}
              </select>
            </span>
          </label>
          <ul className="mt-3">
            {stages.map((stage) => {
              const isKept = preview.data?.kept.includes(stage.stageId) ?? false;
              const willRun = preview.data?.willRun.includes(stage.stageId) ?? false;
              return (
                <li key={stage.stageId} className="rerun-row">
                  <span className={willRun ? "text-accent" : "t3"}>
                    <Icon name={willRun ? "rerun" : "lock"} size={14} />
                  </span>
                  {stage.shown && <StatusIcon status={stage.shown.status} />}
                  <span className={isKept ? "t2 trunc" : "med trunc"}>{stage.name}</span>
                  <span className="t3 s12 whitespace-nowrap">group {stage.group}</span>
                  <span className="grow" />
                  <span className="t2 s12">
                    {stage.shown && stage.shown.cost > 0 ? <Price usd={stage.shown.cost} /> : <Nil />}
                  </span>
                  <span className="s12 w-20 text-right">
                    {willRun ? "runs again" : isKept ? "kept" : "…"}
                  </span>
                </li>
              );
            })}
          </ul>
        </div>
        <div className="flex flex-col gap-3">
          <div className="flex items-baseline gap-2">
            <label className="med" htmlFor={`${ids}config`}>
              Config
            </label>
            <span className="t3 s12">
              {isTooBig
                ? "too big to edit here"
                : isChanged
                  ? "changed for this and later attempts"
                  : "as before"}
            </span>
            <span className="grow" />
            {canWriteOut && (
              <button type="button" className="link s12" onClick={writeOut}>
                Write out the settings
              </button>
            )}
            {edited !== null && (
              <button type="button" className="link s12" onClick={() => setEdited(null)}>
                Undo changes
              </button>
            )}
          </div>
          <JsonEditor
            id={`${ids}config`}
            value={text}
            onChange={setEdited}
            error={parsed?.ok === false ? parsed.message : null}
            isDisabled={stored.data === undefined || isTooBig}
          />
          {invalid && parsed?.ok !== false && <IssueList what={invalid.what} issues={invalid.issues} />}
          {refusal && !invalid && (
            <p className="note crit" role="alert">
              {refusal.message}
            </p>
          )}
          <label className="grid gap-1" htmlFor={`${ids}reason`}>
            <span className="med">Reason</span>
            <span className="input">
              <input
                id={`${ids}reason`}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
                placeholder="Why, for those who look at this later"
                maxLength={2000}
              />
            </span>
          </label>
        </div>
      </div>
    </Dialog>
  );
}
