"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/frame/page";
import { EmptyState, ListState, LoadingRows, QueryFailed } from "@/components/list-state";
import { shortId } from "@/components/run-id";
import { useTRPC } from "@/trpc/client";
import { tell, useAnnounced } from "@/ui/announcer";
import { useNow } from "@/ui/clock";
import { formatCount } from "@/ui/format-number";
import { BulkHeader } from "./bulk-header";
import { ItemTable } from "./item-table";
import { bulkItemsHref, bulkParams, SHOWN, type Shown } from "./search-params";
import type { ThawedAction } from "./thawed-action";
import { useItems } from "./use-items";
import { isCutShort, OUTCOME_WORDS, targetOf, waitingOf } from "./words";

/** Milliseconds between two looks at an action that runs. */
const POLL_MS = 1_000;

/** What became of each run or event of a bulk action. */
export function BulkPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useQuery(
    trpc.bulk.get.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (state.data?.status === "RUNNING" ? POLL_MS : false) },
    ),
  );
  const abort = useMutation(
    trpc.bulk.abort.mutationOptions({
      onSuccess: async ({ aborted }) => {
        tell(aborted ? "Aborted" : "It was over already");
        await queryClient.invalidateQueries();
      },
      onError: ({ message }) => tell(message),
    }),
  );
  const action = query.data;
  const now = useNow(action?.status === "RUNNING");
  useAnnounced(action && action.status !== "RUNNING" ? endOf(action) : null);
  const crumbs = [...crumbsTo(action), { text: <span className="mono">{shortId(id)}</span> }];
  if (action === undefined || action === null) {
    return (
      <Page params={bulkParams} crumbs={crumbs}>
        {action === null ? (
          <EmptyState isPage title="There is no such bulk action">
            <p>
              See{" "}
              <Link className="link" href="/bulk">
                those there are
              </Link>
              .
            </p>
          </EmptyState>
        ) : query.error ? (
          <QueryFailed error={query.error} what="bulk action" onRetry={query.refetch} />
        ) : (
          <LoadingRows />
        )}
      </Page>
    );
  }
  return (
    <Page params={bulkParams} crumbs={crumbs}>
      <BulkHeader
        action={action}
        now={now}
        isAborting={abort.isPending}
        onAbort={() => abort.mutate({ id })}
      />
      <Report action={action} />
    </Page>
  );
}

const crumbsTo = (action: ThawedAction | null | undefined) =>
  action && targetOf(action.kind) === "event"
    ? [
        { text: "Dead letters", href: "/dead-letters" },
        { text: "Replays", href: "/dead-letters?tab=replays" },
      ]
    : [
        { text: "Runs", href: "/runs" },
        { text: "Bulk actions", href: "/bulk" },
      ];

const ENDS = { RUNNING: "Running", ABORTED: "Aborted", STOPPED: "Stopped", DONE: "Over" } as const;

const endOf = ({ status, plan, done, failed, skipped, succeeded, failedAgain }: ThawedAction): string =>
  plan === null
    ? `${ENDS[status]}: ${done} done, ${failed} failed, ${skipped} skipped`
    : `${ENDS[status]}: ${succeeded} ended well, ${failedAgain} failed again, ${failed} failed, ${skipped} skipped`;

/** Tabs of a report, by what is looked at. */
const shownOf = ({ plan }: ThawedAction): readonly Shown[] =>
  plan === null ? SHOWN.filter((shown) => shown !== "succeeded" && shown !== "again") : SHOWN;

const nameOf = (shown: Shown, action: ThawedAction): string =>
  ({
    all: "All",
    succeeded: OUTCOME_WORDS[targetOf(action.kind)].SUCCEEDED,
    again: OUTCOME_WORDS[targetOf(action.kind)].FAILED,
    failed: "Failed",
    skipped: "Skipped",
    done: "Done",
    waiting: isCutShort(action) ? "Left alone" : "Waiting",
  })[shown];

const countsOf = (action: ThawedAction): Readonly<Record<Shown, number>> => ({
  all: action.total,
  succeeded: action.succeeded,
  again: action.failedAgain,
  failed: action.failed,
  skipped: action.skipped,
  done: action.done,
  waiting: waitingOf(action),
});

/** The runs or events, by what became of them. */
function Report({ action }: { action: ThawedAction }) {
  const pathname = usePathname();
  const [{ show }, setParams] = useQueryStates(bulkParams, { history: "push" });
  const items = useItems(action, show, POLL_MS);
  const counts = countsOf(action);
  const what = targetOf(action.kind);
  return (
    <>
      <nav className="tabs" aria-label="Results">
        {shownOf(action).map((shown) => (
          <a
            key={shown}
            href={bulkItemsHref(pathname, { show: shown })}
            aria-current={shown === show ? "page" : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              void setParams({ show: shown });
            }}
          >
            {nameOf(shown, action)}
            <small>{formatCount(counts[shown])}</small>
          </a>
        ))}
      </nav>
      <ListState
        query={items}
        rows={items.rows}
        words={[what, `${what}s`]}
        noData={
          <EmptyState title="None">
            <p>
              No {what} of this action: {nameOf(show, action).toLowerCase()}.
            </p>
          </EmptyState>
        }
      >
        {(rows) => (
          <>
            <ItemTable action={action} items={rows} />
            <p className="more">
              Showing {formatCount(rows.length)} of {formatCount(Math.max(counts[show], rows.length))}
              {items.hasNextPage && (
                <button
                  type="button"
                  className="btn sm"
                  disabled={items.isFetchingNextPage}
                  onClick={() => void items.fetchNextPage()}
                >
                  Show more
                </button>
              )}
            </p>
          </>
        )}
      </ListState>
    </>
  );
}
