import type { Metadata } from "next";
import { AccessPage } from "@/features/settings/access-page";
import { Prefetched } from "@/trpc/server";

export const metadata: Metadata = { title: "Access" };

export default function Settings() {
  return (
    <Prefetched
      ask={(trpc, client) => [
        client.prefetchQuery(trpc.settings.access.queryOptions()),
        client.prefetchQuery(trpc.settings.policy.queryOptions()),
      ]}
    >
      <AccessPage />
    </Prefetched>
  );
}
