"use client";

import type { JobPage, JobState } from "@stageline/engine/read";
import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import type { QueryError } from "@/components/query-error";
import { useTRPC, useTRPCClient } from "@/trpc/client";

type Place = NonNullable<JobPage["next"]>;

const ROWS = 50;
const LOOK_MS = 5_000;

/** Live jobs of a state, page by page. The first page is asked for again; pages further on do not change under a reader. */
export function useJobs({
  state,
  wf,
  worker,
}: {
  state: JobState;
  wf: string | null;
  worker: string | null;
}) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const filter = {
    state,
    limit: ROWS,
    ...(wf === null ? {} : { workflowId: wf }),
    ...(worker === null ? {} : { workerId: worker }),
  };
  const query = useInfiniteQuery<JobPage, QueryError, readonly JobPage[], QueryKey, Place | undefined>({
    queryKey: trpc.queue.jobs.queryKey(filter),
    queryFn: ({ pageParam, signal }) =>
      client.queue.jobs.query(pageParam === undefined ? filter : { ...filter, after: pageParam }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 1) > 1 ? false : LOOK_MS),
  });
  return { ...query, rows: query.data?.flatMap(({ rows }) => rows) };
}
