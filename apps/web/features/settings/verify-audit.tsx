"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";

/** Checks the chain of the whole log when asked. */
export function VerifyAudit() {
  const trpc = useTRPC();
  const trail = useQuery(trpc.settings.verifyAudit.queryOptions(undefined, { enabled: false }));
  return (
    <>
      <button type="button" className="btn" disabled={trail.isFetching} onClick={() => void trail.refetch()}>
        Verify
      </button>
      <span role="status" className={trail.data?.broken ? "sign-in-problem" : "t2"}>
        {trail.error?.message}
        {trail.data &&
          (trail.data.broken ?? (
            <>
              {formatCount(trail.data.entries)} entries, none changed; ends with{" "}
              <span className="mono" title={trail.data.hash}>
                {trail.data.hash.slice(0, 12)}
              </span>
            </>
          ))}
      </span>
    </>
  );
}
