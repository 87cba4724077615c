"use client";

import type {
  FailureConditions,
  FailureFilter,
  FailureGroup,
  FailureKind,
  FailurePage,
  FailurePlace,
} from "@stageline/engine/read";
import { keepPreviousData, type QueryKey, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { QueryError } from "@/components/query-error";
import { useTRPC, useTRPCClient } from "@/trpc/client";
import { type Letter, ofEvent, ofJob } from "./letter";
import type { Picked } from "./selection";

/** Milliseconds between two looks. */
export const LOOK_MS = 5_000;
const ROWS = 50;
/** Rows of one answer, where all of a group are wanted; and how many are wanted at most: an action takes no more. */
const MOST_ROWS = 200;
const MOST_MEMBERS = 10_000;

/** Kinds whose failures are listed one by one; runs have a page of their own. */
export type ListedKind = Exclude<FailureKind, "run">;

export function useGroups(kind: FailureKind, conditions: FailureConditions & { readonly from: Date }) {
  const trpc = useTRPC();
  return useQuery(
    trpc.deadLetters.groups.queryOptions(
      { ...conditions, kind },
      { placeholderData: keepPreviousData, refetchInterval: LOOK_MS },
    ),
  );
}

type Load = (filter: Partial<FailureFilter>, signal?: AbortSignal) => Promise<FailurePage<Letter>>;

function useLoad(kind: ListedKind): Load {
  const client = useTRPCClient();
  return async (filter, signal) => {
    const options = signal ? { signal } : {};
    if (kind === "event") {
      const { rows, next } = await client.deadLetters.events.query(filter, options);
      return { rows: rows.map(ofEvent), next };
    }
    const { rows, next } = await client.deadLetters.jobs.query(filter, options);
    return { rows: rows.map(ofJob), next };
  };
}

/** Failures one by one, newest first. The first page is asked for again; pages further on do not change under a reader. */
export function useLetters(
  kind: ListedKind,
  conditions: FailureConditions,
  { limit = ROWS, enabled = true }: { readonly limit?: number; readonly enabled?: boolean } = {},
) {
  const trpc = useTRPC();
  const load = useLoad(kind);
  const filter = { ...conditions, limit };
  const key =
    kind === "event" ? trpc.deadLetters.events.queryKey(filter) : trpc.deadLetters.jobs.queryKey(filter);
  const query = useInfiniteQuery<
    FailurePage<Letter>,
    QueryError,
    readonly FailurePage<Letter>[],
    QueryKey,
    FailurePlace | undefined
  >({
    queryKey: [...key, "pages"],
    queryFn: ({ pageParam, signal }) => load(pageParam ? { ...filter, after: pageParam } : filter, signal),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    select: ({ pages }) => pages,
    placeholderData: keepPreviousData,
    enabled,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 1) > 1 ? false : LOOK_MS),
  });
  return { ...query, rows: query.data?.flatMap(({ rows }) => rows) };
}

/** Asks for all failures of a group. */
export function useMembersOf(kind: ListedKind, conditions: FailureConditions) {
  const load = useLoad(kind);
  return async ({ subject, fingerprint }: FailureGroup): Promise<readonly Picked[]> => {
    const members: Picked[] = [];
    let after: FailurePlace | undefined;
    do {
      const page: FailurePage<Letter> = await load({
        ...conditions,
        subject,
        fingerprint,
        limit: MOST_ROWS,
        ...(after && { after }),
      });
      members.push(...page.rows.map(({ id, runId }) => ({ id, runId })));
      after = page.next ?? undefined;
    } while (after !== undefined && members.length <= MOST_MEMBERS);
    return members;
  };
}
