import type { Metadata } from "next";
import { DeadLettersPage } from "@/features/dead-letters/dead-letters-page";
import { Prefetched } from "@/trpc/server";

export const metadata: Metadata = { title: "Dead letters" };

export default function DeadLetters() {
  return (
    <Prefetched
      ask={(trpc, client) => [
        client.prefetchQuery(trpc.deadLetters.counts.queryOptions()),
        client.prefetchQuery(trpc.deadLetters.outbox.queryOptions()),
      ]}
    >
      <DeadLettersPage />
    </Prefetched>
  );
}
