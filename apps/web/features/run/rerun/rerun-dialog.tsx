"use client";

import type { RunView, StageView } from "@stageline/engine/read";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { attemptNumber } from "@/components/attempt";
import { hasSettings, withDefaults } from "@/components/config-defaults";
import { IssueList } from "@/components/issue-list";
import { shortId } from "@/components/run-id";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Dialog } from "@/ui/dialog";
import type { PlannedGroup } from "../plan";
import { AffectedStages } from "./affected-stages";
import { DocumentEditor } from "./document-editor";
import { EstimateLine } from "./estimate-line";
import { LeftBehind } from "./left-behind";
import { useDocument } from "./use-document";
import { useOutlook } from "./use-outlook";

/** Runs a finished run again from a stage, or a copy of it from the start, with the same or another input and config. */
export function RerunDialog({
  run,
  groups,
  records,
  initialStageId,
  onClose,
  onDone,
}: {
  run: RunView;
  groups: readonly PlannedGroup[];
  /** Every attempt of the run's stages. */
  records: readonly StageView[];
  initialStageId: string;
  onClose: () => void;
  /** @param attempt the run's new attempt, from 1 */
  onDone: (attempt: number) => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const ids = useId();
  const [stageId, setStageId] = useState(initialStageId);
  const [reason, setReason] = useState("");
  // Made once: however often the button is pressed, there is one copy.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const input = useDocument(run, "runInput");
  const config = useDocument(run, "runConfig");
  const stages = groups.flatMap((group) => group.stages);
  const isFirstGroup = groups[0]?.stages.some((stage) => stage.stageId === stageId) ?? false;
  const { preview, check, histories, estimate } = useOutlook({
    run,
    groups,
    stageId,
    input: input.settled,
    config: config.settled,
  });
  const rerun = useMutation(
    trpc.run.rerun.mutationOptions({
      onSuccess: async ({ attempt }) => {
        await queryClient.invalidateQueries();
        tell(`Attempt ${attemptNumber(attempt)} has begun`);
        onDone(attemptNumber(attempt));
      },
    }),
  );
  const copy = useMutation(
    trpc.run.copy.mutationOptions({
      onSuccess: async (created) => {
        await queryClient.invalidateQueries();
        tell(`Copy ${shortId(created.runId)} has begun`);
        router.push(`/runs/${encodeURIComponent(created.runId)}`);
        onClose();
      },
    }),
  );
  const refusal = rerun.error ?? copy.error ?? check.error ?? preview.error;
  const invalid = refusal?.data?.invalid ?? null;
  const willRun = preview.data?.willRun ?? [];
  const isBroken = (input.isChanged && !input.parsed.ok) || (config.isChanged && !config.parsed.ok);
  const isBusy = rerun.isPending || copy.isPending;
  const isRefused = isBroken || isBusy || invalid !== null || check.isError;
  const whyNoRerun = isBroken
    ? "What is written is not valid JSON"
    : input.isChanged && !isFirstGroup
      ? "Stages after the first group do not see the run's input: rerun from the first group, or as a copy"
      : refusal?.message;
  const given = {
    ...(input.value === undefined ? {} : { input: input.value }),
    ...(config.value === undefined ? {} : { config: config.value as Record<string, unknown> }),
    ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
  };
  const stageName = stages.find((stage) => stage.stageId === stageId)?.name ?? stageId;
  const sides = [
    `Attempt ${attemptNumber(run.attempt)}`,
    `Attempt ${attemptNumber(run.attempt) + 1}`,
  ] as const;
  const issueOf = (what: string) => {
    if (invalid !== null) return invalid.what === what ? "does not fit the schema" : undefined;
    return preview.isFetching || check.isFetching ? undefined : null;
  };
  const { definition } = run;
  const settings = config.parsed.ok ? (config.parsed.value as Record<string, unknown>) : null;

  return (
    <Dialog
      isWide
      title={`Rerun ${run.workflowName}`}
      subtitle={
        <>
          <span className="mono mr-2">{shortId(run.id)}</span> attempt {attemptNumber(run.attempt)} →{" "}
          {attemptNumber(run.attempt) + 1}
        </>
      }
      onClose={onClose}
      footer={
        <>
          <span className="grow">
            <EstimateLine estimate={estimate} />
          </span>
          <button
            type="button"
            className="btn"
            disabled={isRefused}
            title={
              isBroken
                ? whyNoRerun
                : "A new run from the first stage on, linked to this one, which stays as it is"
            }
            onClick={() => copy.mutate({ runId: run.id, idempotencyKey, ...given })}
          >
            Rerun as copy
          </button>
          <button
            type="button"
            className="btn pri"
            disabled={
              isRefused || preview.isError || preview.data === undefined || (input.isChanged && !isFirstGroup)
            }
            title={whyNoRerun}
            onClick={() => rerun.mutate({ runId: run.id, stageId, ...given })}
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
          <AffectedStages
            stages={stages}
            willRun={willRun}
            kept={preview.data?.kept ?? []}
            histories={histories}
          />
          <LeftBehind run={run} stages={records} willRun={willRun} />
        </div>
        <div className="flex flex-col gap-4">
          <DocumentEditor name="Input" document={input} attempts={sides} issue={issueOf("input")} />
          {input.isChanged && !isFirstGroup && (
            <p className="note warn s12">
              {stageName} does not see the run's input. Rerun from the first group, or as a copy.
            </p>
          )}
          <DocumentEditor
            name="Config"
            document={config}
            attempts={sides}
            issue={issueOf("config")}
            extra={
              !config.isEdited &&
              definition !== null &&
              settings !== null &&
              hasSettings(definition, willRun) && (
                <button
                  type="button"
                  className="link s12"
                  onClick={() =>
                    config.edit(JSON.stringify(withDefaults(definition, settings, willRun), null, 2))
                  }
                >
                  Write out the settings
                </button>
              )
            }
          />
          {invalid && !isBroken && <IssueList what={invalid.what} issues={invalid.issues} />}
          {refusal && !invalid && !isBroken && (
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
