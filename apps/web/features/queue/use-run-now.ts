"use client";

import type { JobView } from "@stageline/engine/read";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";

/** Makes a job due at once and says what came of it. */
export function useRunNow(): (job: JobView) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate } = useMutation(
    trpc.queue.runNow.mutationOptions({
      onSuccess: async ({ changed }) => {
        tell(changed ? "The job is due now" : "The job was due already, or is over");
        await queryClient.invalidateQueries({ queryKey: trpc.queue.pathKey() });
      },
      onError: ({ message }) => tell(message),
    }),
  );
  return ({ id }) => mutate({ jobId: id });
}
