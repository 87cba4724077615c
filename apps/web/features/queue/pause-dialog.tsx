"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
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
  target: { name, ...target },
  onClose,
}: {
  target: PauseTarget;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const pause = useMutation(
    trpc.queue.pause.mutationOptions({
      onSuccess: async () => {
        tell(`${name} is paused`);
        await queryClient.invalidateQueries({ queryKey: trpc.queue.pathKey() });
        onClose();
      },
    }),
  );
  const isWorkflow = target.targetKind === "workflow";
  return (
    <Dialog
      title={`Pause ${name}?`}
      subtitle={target.targetKind}
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
            disabled={pause.isPending || reason.trim() === ""}
            title={reason.trim() === "" ? "Say why first" : undefined}
            onClick={() => pause.mutate({ ...target, reason: reason.trim() })}
          >
            Pause it
          </button>
        </>
      }
    >
      <div className="grid gap-3 p-5">
        <p>
          {isWorkflow
            ? "Its waiting jobs are held, and so are those that come. What is being worked on goes on."
            : "It takes no new work. What it has in hand goes on; other workers take what waits."}{" "}
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
