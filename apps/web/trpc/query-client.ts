import { defaultShouldDehydrateQuery, QueryCache, QueryClient } from "@tanstack/react-query";
import superjson from "superjson";

/** Answers of the API that asking again does not change. */
const FINAL_STATUS = 500;

const httpStatus = (error: unknown): number | undefined => {
  const data = (error as { data?: { httpStatus?: number } | null } | null)?.data;
  return data?.httpStatus;
};

/** A session that is over: the page's questions are not answered any more, and signing in leads back here. */
function signInWhenUnknown(error: unknown): void {
  if (typeof window === "undefined" || httpStatus(error) !== 401) return;
  const { pathname, search } = window.location;
  if (pathname !== "/sign-in") window.location.assign(`/sign-in?to=${encodeURIComponent(pathname + search)}`);
}

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError: signInWhenUnknown }),
    defaultOptions: {
      queries: {
        // What the server drew with is not asked for again by the browser that takes over.
        staleTime: 1000,
        retry: (failures, error) => failures < 1 && (httpStatus(error) ?? FINAL_STATUS) >= FINAL_STATUS,
        retryDelay: 500,
      },
      dehydrate: { serializeData: superjson.serialize, shouldDehydrateQuery: defaultShouldDehydrateQuery },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
