import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { CostPage } from "@/features/cost/cost-page";
import { costParams, narrowingOf, rangeOf } from "@/features/cost/search-params";
import { utcDay } from "@/features/cost/utc-days";
import { Prefetched } from "@/trpc/server";

export const metadata: Metadata = { title: "AI cost" };

const load = createLoader(costParams);

export default async function Cost({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await load(searchParams);
  const filter = { ...rangeOf(params, utcDay(Date.now())), ...narrowingOf(params) };
  return (
    <Prefetched
      ask={(trpc, client) => [
        client.prefetchQuery(trpc.cost.days.queryOptions(filter)),
        client.prefetchQuery(trpc.cost.topics.queryOptions(filter)),
        client.prefetchQuery(trpc.cost.budgets.queryOptions()),
      ]}
    >
      <CostPage />
    </Prefetched>
  );
}
