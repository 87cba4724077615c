import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { MAX_BATCH } from "@/server/gate/gate";
import { redactedError } from "@/server/redacted";
import { appRouter } from "@/server/router";
import { contextOf } from "@/server/trpc";

export const dynamic = "force-dynamic";

const answer = (req: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    maxBatchSize: MAX_BATCH,
    createContext: () => contextOf(req.headers),
    onError: ({ error, path }) => {
      if (error.code === "INTERNAL_SERVER_ERROR")
        console.error(`${path ?? "?"}:`, redactedError(error.cause ?? error));
    },
  });

export const GET = answer;
export const POST = answer;
