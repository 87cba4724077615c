"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Dialog } from "@/ui/dialog";
import { ReasonField } from "./reason-field";

export interface PauseTarget {
  readonly targetKind: "workflow" | "worker";
  readonly targetId: string;
  /** As the page calls it. */
  readonly name: string;
}

/** Keeps new work from a workflow or a worker, for a reason. */
export function PauseDialog({
  target,
  onClose,
}: {
  /** "workflow": which one is chosen here. */
  target: PauseTarget | "workflow";
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const [chosen, setChosen] = useState(target === "workflow" ? null : target);
  const pause = useMutation(
    trpc.queue.pause.mutationOptions({
      onSuccess: async () => {
        tell(`${chosen?.name} is paused`);
        await queryClient.invalidateQueries({ queryKey: trpc.queue.pathKey() });
        onClose();
      },
    }),
  );
  const whyNot =
    chosen === null ? "Choose a workflow first" : reason.trim() === "" ? "Say why first" : undefined;
  return (
    <Dialog
      title={target === "workflow" ? "Pause a workflow" : `Pause ${target.name}?`}
      subtitle={target === "workflow" ? undefined : target.targetKind}
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
            disabled={pause.isPending || whyNot !== undefined}
            title={whyNot}
            onClick={() => {
              if (chosen === null) return;
              const { name: _, ...it } = chosen;
              pause.mutate({ ...it, reason: reason.trim() });
            }}
          >
            Pause it
          </button>
        </>
      }
    >
      <div className="grid gap-3 p-5">
        {target === "workflow" && <WorkflowChoice onChoose={setChosen} />}
        <p>
          {chosen?.targetKind === "worker"
            ? "Within seconds it takes no new work. What it has in hand goes on; other workers take what waits."
            : "Within seconds its waiting jobs are held, and so are those that come. What is being worked on goes on."}{" "}
          Resume it under Paused.
        </p>
        <ReasonField value={reason} onChange={setReason} />
        {pause.error && (
          <p className="note crit" role="alert">
            {pause.error.message}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** One of the workflows that workers have announced. */
function WorkflowChoice({ onChoose }: { onChoose: (target: PauseTarget | null) => void }) {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.runs.workflows.queryOptions());
  return (
    <label className="grid gap-1">
      <span className="med">Workflow</span>
      <span className="input select">
        <select
          defaultValue=""
          onChange={({ target: { value } }) => {
            const workflow = data.find(({ workflowId }) => workflowId === value);
            onChoose(workflow ? { targetKind: "workflow", targetId: value, name: workflow.name } : null);
          }}
        >
          <option value="">Choose one</option>
          {data.map(({ workflowId, name }) => (
            <option key={workflowId} value={workflowId}>
              {name}
            </option>
          ))}
        </select>
      </span>
    </label>
  );
}
