"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ReasonField } from "@/features/queue/reason-field";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Dialog } from "@/ui/dialog";
import type { Marking } from "./group-menu";
import { firstLine } from "./letter";

const WORDS = {
  RESOLVED: {
    title: "Resolve these failures?",
    text: "The group is hidden until it happens again. What is dead stays dead.",
    button: "Resolve",
    told: "Resolved",
  },
  IGNORED: {
    title: "Ignore these failures?",
    text: "The group is hidden and not counted, whatever happens, until somebody takes that back. What is dead stays dead.",
    button: "Ignore",
    told: "Ignored",
  },
  OPEN: {
    title: "Take that back?",
    text: "The group is shown and counted again.",
    button: "Take it back",
    told: "Taken back",
  },
} as const;

/** Says of failures that are alike that somebody has seen to them, or that nobody needs to. */
export function MarkDialog({
  marking: { group, state },
  onClose,
}: {
  marking: Marking;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const words = WORDS[state];
  const mark = useMutation(
    trpc.deadLetters.mark.mutationOptions({
      onSuccess: async ({ changed }) => {
        tell(changed ? words.told : "There was nothing to take back");
        await queryClient.invalidateQueries({ queryKey: trpc.deadLetters.pathKey() });
        onClose();
      },
    }),
  );
  const whyNot = reason.trim() === "" ? "Say why" : undefined;
  const { kind, subject, fingerprint } = group;
  return (
    <Dialog
      title={words.title}
      subtitle={`${subject}: ${firstLine(group.error)}`}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Leave them
          </button>
          <button
            type="button"
            className="btn pri"
            disabled={mark.isPending || whyNot !== undefined}
            title={whyNot}
            onClick={() => mark.mutate({ kind, subject, fingerprint, state, reason: reason.trim() })}
          >
            {words.button}
          </button>
        </>
      }
    >
      <div className="grid gap-3 p-5">
        <p>{words.text}</p>
        <ReasonField value={reason} onChange={setReason} />
        {mark.error && (
          <p className="note crit" role="alert">
            {mark.error.message}
          </p>
        )}
      </div>
    </Dialog>
  );
}
