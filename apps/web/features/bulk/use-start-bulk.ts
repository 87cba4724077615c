"use client";

import type { BulkKind, BulkPlan } from "@stageline/engine/read";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import type { BulkTarget } from "./bulk-target";
import { bulkHref, KIND_WORDS, targetsText } from "./words";

/** Starts an action once, however often it is asked to, and goes to its report. */
export function useStartBulk(kind: BulkKind, onStarted: () => void) {
  const trpc = useTRPC();
  const router = useRouter();
  // Made once: however often the button is pressed, there is one action.
  const [id] = useState(() => crypto.randomUUID());
  const start = useMutation(
    trpc.bulk.start.mutationOptions({
      onSuccess: ({ bulkActionId, total }) => {
        tell(`${KIND_WORDS[kind]} of ${targetsText(kind, total)} has begun`);
        onStarted();
        router.push(bulkHref(bulkActionId));
      },
    }),
  );
  return {
    isPending: start.isPending,
    error: start.error,
    start: ({
      target,
      reason,
      plan,
      name,
    }: {
      target: BulkTarget;
      reason: string;
      plan: BulkPlan | undefined;
      name?: string | undefined;
    }) =>
      start.mutate({
        kind,
        target: "ids" in target ? { ids: [...target.ids] } : target,
        reason: reason.trim(),
        id,
        ...(plan && { plan: { ...plan, phases: [...plan.phases] } }),
        ...(name && { name }),
      }),
  };
}
