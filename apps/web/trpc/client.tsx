"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { LiveUpdates } from "@/live/live";
import type { AppRouter } from "@/server/router";
import { CLIENT_HEADER } from "./client-header";
import { createQueryClient } from "./query-client";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** What every page needs around it to ask the server. */
export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        httpBatchLink({
          url: "/api/trpc",
          transformer: superjson,
          headers: { [CLIENT_HEADER]: "1" },
          // The server takes no more, and no longer addresses.
          maxItems: 20,
          maxURLLength: 8_000,
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <LiveUpdates>
          <NuqsAdapter>{children}</NuqsAdapter>
        </LiveUpdates>
      </TRPCProvider>
    </QueryClientProvider>
  );
}
