"use client";

import type { JobView } from "@stageline/engine/read";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { shortId } from "@/components/run-id";
import { CancelDialog } from "@/features/run/cancel-dialog";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Dialog } from "@/ui/dialog";
import { ReasonField } from "./reason-field";

export interface JobAction {
  readonly kind: "priority" | "release" | "cancel";
  readonly job: JobView;
}

/** Something done to one job by hand, with the reason. */
export function JobDialog({ action: { kind, job }, onClose }: { action: JobAction; onClose: () => void }) {
  if (kind === "cancel")
    return <CancelDialog run={{ id: job.runId, workflowName: job.workflowId }} onClose={onClose} />;
  return kind === "release" ? (
    <ReleaseDialog job={job} onClose={onClose} />
  ) : (
    <PriorityDialog job={job} onClose={onClose} />
  );
}

interface OfJob {
  readonly job: JobView;
  readonly onClose: () => void;
}

/** What both dialogs do when their command has an answer. */
function useEnding(onClose: () => void, done: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return {
    onSuccess: async ({ changed }: { changed: boolean }) => {
      tell(changed ? done : "There was nothing to change");
      await queryClient.invalidateQueries({ queryKey: trpc.queue.pathKey() });
      onClose();
    },
  };
}

const withReason = (reason: string) => (reason.trim() === "" ? {} : { reason: reason.trim() });

function ReleaseDialog({ job, onClose }: OfJob) {
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const release = useMutation(
    trpc.queue.release.mutationOptions(useEnding(onClose, "The lease is released")),
  );
  return (
    <Frame
      title="Release the lease?"
      job={job}
      button="Release it"
      isPending={release.isPending}
      error={release.error?.message}
      onClose={onClose}
      onConfirm={() => release.mutate({ jobId: job.id, ...withReason(reason) })}
    >
      <p>
        The job is taken from worker <span className="mono">{shortId(job.workerId ?? "")}</span> and, within
        seconds, given out again
        {job.attempt >= job.maxAttempts ? ", or fails: this was its last delivery" : ""}. The worker finds its
        lease lost; nothing it still says is recorded. What its stage did outside may be done twice.
      </p>
      <ReasonField value={reason} onChange={setReason} />
    </Frame>
  );
}

function PriorityDialog({ job, onClose }: OfJob) {
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const [text, setText] = useState(String(job.priority));
  const move = useMutation(
    trpc.queue.setPriority.mutationOptions(useEnding(onClose, "The priority is changed")),
  );
  const priority = /^-?\d{1,6}$/.test(text.trim()) ? Number(text) : null;
  const why =
    priority === null ? "A whole number" : priority === job.priority ? "It has this priority" : undefined;
  return (
    <Frame
      title="Change priority"
      job={job}
      button="Change it"
      whyNot={why}
      isPending={move.isPending}
      error={move.error?.message}
      onClose={onClose}
      onConfirm={() => priority !== null && move.mutate({ jobId: job.id, priority, ...withReason(reason) })}
    >
      <p>Jobs of a higher priority are taken first. Later jobs of the run keep the run's priority.</p>
      <label className="grid gap-1">
        <span className="med">Priority</span>
        <span className={priority === null ? "input err" : "input"}>
          <input inputMode="numeric" value={text} onChange={(event) => setText(event.target.value)} />
        </span>
      </label>
      <ReasonField value={reason} onChange={setReason} />
    </Frame>
  );
}

function Frame({
  title,
  job,
  button,
  whyNot,
  isPending,
  error,
  onClose,
  onConfirm,
  children,
}: {
  title: string;
  job: JobView;
  button: string;
  whyNot?: string | undefined;
  isPending: boolean;
  error: string | undefined;
  onClose: () => void;
  onConfirm: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog
      title={title}
      subtitle={`${job.stageName ?? job.stageId} of ${job.workflowId}`}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Leave it
          </button>
          <button
            type="button"
            className="btn pri"
            disabled={isPending || whyNot !== undefined}
            title={whyNot}
            onClick={onConfirm}
          >
            {button}
          </button>
        </>
      }
    >
      <div className="grid gap-3 p-5">
        {children}
        {error && (
          <p className="note crit" role="alert">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
