import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { RunsPage } from "@/features/runs/runs-page";
import { filterOf, matchOf, runsParams } from "@/features/runs/search-params";
import { Prefetched } from "@/trpc/server";

export const metadata: Metadata = { title: "Runs" };

const load = createLoader(runsParams);

export default async function Runs({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams);
  // The viewer's zone is the browser's to know.
  const present = { now: Date.now(), zone: undefined };
  return (
    <Prefetched
      ask={(trpc, client) => [
        client.prefetchQuery(trpc.runs.list.queryOptions(filterOf(params, present))),
        client.prefetchQuery(trpc.runs.countByStatus.queryOptions(matchOf(params, present))),
        client.prefetchQuery(trpc.runs.workflows.queryOptions()),
      ]}
    >
      <RunsPage />
    </Prefetched>
  );
}
