import type { Metadata } from "next";
import { NewRunPage } from "@/features/new-run/new-run-page";
import { Prefetched } from "@/trpc/server";

export const metadata: Metadata = { title: "New run" };

export default function NewRun() {
  return (
    <Prefetched ask={(trpc, client) => [client.prefetchQuery(trpc.newRun.workflows.queryOptions())]}>
      <NewRunPage />
    </Prefetched>
  );
}
