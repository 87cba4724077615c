import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { QueuePage } from "@/features/queue/queue-page";
import { queueParams } from "@/features/queue/search-params";
import { Prefetched } from "@/trpc/server";

export const metadata: Metadata = { title: "Queue & workers" };

const load = createLoader(queueParams);

export default async function Queue({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { last } = await load(searchParams);
  return (
    <Prefetched
      ask={(trpc, client) => [
        client.prefetchQuery(trpc.queue.now.queryOptions()),
        client.prefetchQuery(trpc.queue.series.queryOptions({ last: "1h" })),
        ...(last === "1h" ? [] : [client.prefetchQuery(trpc.queue.series.queryOptions({ last }))]),
        client.prefetchQuery(trpc.queue.workers.queryOptions()),
        client.prefetchQuery(trpc.queue.pauses.queryOptions()),
      ]}
    >
      <QueuePage />
    </Prefetched>
  );
}
