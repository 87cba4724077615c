"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";

/** What holds for everybody. Each switch takes effect with the next request. */
export function PolicyForm() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: policy } = useQuery(trpc.settings.policy.queryOptions());
  const change = useMutation(
    trpc.settings.setPolicy.mutationOptions({ onSettled: () => queryClient.invalidateQueries() }),
  );
  if (policy === undefined) return null;
  return (
    <fieldset>
      <legend className="sr">Rules for everybody</legend>
      <label className="check">
        <input
          type="checkbox"
          checked={policy.viewersSeeContent}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ viewersSeeContent: event.target.checked })}
        />
        Viewers see prompts, inputs and outputs
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={policy.isReadOnly}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ isReadOnly: event.target.checked })}
        />
        Read-only: nobody starts, reruns or cancels anything
      </label>
      {change.error && (
        <p role="alert" className="sign-in-problem">
          {change.error.message}
        </p>
      )}
    </fieldset>
  );
}
