"use client";

import type { RunView } from "@stageline/engine/read";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { shortId } from "@/components/run-id";
import { STATUS_APPEARANCE } from "@/components/status";
import { useTRPC } from "@/trpc/client";
import { Dialog } from "@/ui/dialog";

/** Ends a run at once, for a reason. */
export function CancelDialog({
  run,
  onClose,
}: {
  run: Pick<RunView, "id" | "workflowName">;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const cancel = useMutation(
    trpc.run.cancel.mutationOptions({
      onSuccess: async (result) => {
        await queryClient.invalidateQueries();
        if (result.cancelled) onClose();
      },
    }),
  );
  const tooLate = cancel.data?.cancelled === false ? cancel.data.status : null;
  return (
    <Dialog
      title={`Cancel ${run.workflowName}?`}
      subtitle={<span className="mono">{shortId(run.id)}</span>}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {tooLate ? "Close" : "Keep running"}
          </button>
          {!tooLate && (
            <button
              type="button"
              className="btn danger"
              disabled={cancel.isPending}
              onClick={() =>
                cancel.mutate({ runId: run.id, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) })
              }
            >
              Cancel the run
            </button>
          )}
        </>
      }
    >
      <div className="grid gap-3 p-5">
        <p>
          Its open stages end at once, and nothing they still say is recorded. It can be run again from any
          stage.
        </p>
        <label className="grid gap-1">
          <span className="med">Reason</span>
          <span className="input">
            <input
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              placeholder="Why, for those who look at this later"
              maxLength={2000}
            />
          </span>
        </label>
        {tooLate && (
          <p className="note warn" role="alert">
            Not cancelled: the run was {STATUS_APPEARANCE[tooLate].word.toLowerCase()} already.
          </p>
        )}
        {cancel.error && (
          <p className="note crit" role="alert">
            {cancel.error.message}
          </p>
        )}
      </div>
    </Dialog>
  );
}
