"use client";

import type { BudgetView } from "@stageline/engine/read";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Dialog } from "@/ui/dialog";
import { formatCount } from "@/ui/format-number";
import { priceText } from "./tiles";

/** Takes a budget away; what only it held goes on. */
export function RemoveBudgetDialog({ budget, onClose }: { budget: BudgetView; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.cost.removeBudget.mutationOptions({
      onSuccess: async () => {
        tell("The budget is removed");
        await queryClient.invalidateQueries();
        onClose();
      },
    }),
  );
  const [reason, setReason] = useState("");
  const whyNot = reason.trim() === "" ? "Say why" : undefined;
  const { targetKind, targetId, period, limitUsd, heldJobs } = budget;
  return (
    <Dialog
      title="Remove the budget?"
      subtitle={`${targetKind} ${targetId}`}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Keep it
          </button>
          <button
            type="button"
            className="btn danger"
            disabled={whyNot !== undefined || remove.isPending}
            title={whyNot}
            onClick={() => remove.mutate({ targetKind, targetId, period, reason: reason.trim() })}
          >
            Remove it
          </button>
        </>
      }
    >
      <div className="grid gap-3 p-5">
        <p>
          Nothing limits what is spent on this {targetKind} to {priceText(limitUsd)} a {period} any more.{" "}
          {heldJobs > 0 &&
            `${formatCount(heldJobs)} held ${heldJobs === 1 ? "job goes" : "jobs go"} on at once, as far as nothing else holds them.`}
        </p>
        <label className="grid gap-1">
          <span className="med">Reason</span>
          <span className="input">
            <input
              value={reason}
              maxLength={2000}
              placeholder="Why, for those who read the audit log"
              onChange={({ target }) => setReason(target.value)}
            />
          </span>
        </label>
        {remove.error && (
          <p className="note crit" role="alert">
            {remove.error.message}
          </p>
        )}
      </div>
    </Dialog>
  );
}
