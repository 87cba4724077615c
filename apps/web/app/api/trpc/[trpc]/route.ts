import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { redactedError } from "@/server/redacted";
import { appRouter } from "@/server/router";
import { createContext } from "@/server/trpc";
import { isOwnMutation } from "@/server/trusted-request";

export const dynamic = "force-dynamic";

const answer = (req: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    createContext,
    onError: ({ error, path }) => {
      if (error.code === "INTERNAL_SERVER_ERROR")
        console.error(`${path ?? "?"}:`, redactedError(error.cause ?? error));
    },
  });

export const GET = answer;

export const POST = (req: Request): Promise<Response> =>
  isOwnMutation(req.headers)
    ? answer(req)
    : Promise.resolve(
        new Response("Only the dashboard's own pages may change anything here", { status: 403 }),
      );
