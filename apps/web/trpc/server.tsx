import "server-only";

import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { appRouter } from "@/server/router";
import { contextOf } from "@/server/trpc";
import { createQueryClient } from "./query-client";

const queryClientOfRequest = cache(createQueryClient);

const trpc = createTRPCOptionsProxy({
  ctx: async () => contextOf(await headers()),
  router: appRouter,
  queryClient: queryClientOfRequest,
});

/** A page that waited this long for the database is sent without the answer; the browser goes on asking. */
const PATIENCE_MS = 600;

/**
 * Draws a page with the answers to its first questions, so that it does not begin with an empty frame.
 *
 * @param ask the questions; their failures are left to the browser to repeat and to show
 */
export async function Prefetched({
  ask,
  children,
}: {
  ask: (options: typeof trpc, client: QueryClient) => Promise<unknown>[];
  children: ReactNode;
}) {
  const client = queryClientOfRequest();
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
  await Promise.race([Promise.allSettled(ask(trpc, client)), patience]);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
