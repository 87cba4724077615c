"use client";

/**
 * A list, or what stands in its place: loading, no data yet, no match, failed. The four are never mixed up: an empty
 * list is a statement about the data, and a question that failed makes none.
 */

import type { ReactNode } from "react";
import { AfterDelay } from "@/ui/after-delay";
import { useAnnounced } from "@/ui/announcer";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { failureTitle, isTimeout, type QueryError } from "./query-error";

interface Asked {
  readonly error: QueryError | null;
  readonly refetch: () => unknown;
}

/** A way to ask for less when the database gave up. */
export interface Narrowing {
  /** "Last hour". */
  readonly word: string;
  readonly onNarrow: () => void;
}

/** Rows, or why there are none; the count is read aloud when it changes. */
export function ListState<Row>({
  query,
  rows,
  words: [one, many],
  noData,
  noMatch,
  narrowing,
  children,
}: {
  query: Asked;
  /** Undefined until the first answer. */
  rows: readonly Row[] | undefined;
  /** What the rows are, one and many: "run", "runs". */
  words: readonly [one: string, many: string];
  /** There is nothing at all: how it would begin. */
  noData: ReactNode;
  /** While filters are in force: which, and how to loosen them. */
  noMatch?: ReactNode;
  narrowing?: Narrowing | undefined;
  children: (rows: readonly Row[]) => ReactNode;
}) {
  const hasFailed = query.error !== null && rows === undefined;
  useAnnounced(
    hasFailed
      ? `The ${many} could not be read`
      : rows === undefined
        ? null
        : rows.length === 0
          ? `No ${many}`
          : `${formatCount(rows.length)} ${rows.length === 1 ? one : many} shown`,
  );
  if (query.error !== null && rows === undefined) {
    return <QueryFailed error={query.error} what={many} onRetry={query.refetch} narrowing={narrowing} />;
  }
  if (rows === undefined) return <LoadingRows />;
  if (rows.length > 0) return children(rows);
  return noMatch || noData;
}

/** A question of the database that failed, in words; one that took too long offers to ask for less. */
export const QueryFailed = ({
  error,
  what,
  onRetry,
  narrowing,
}: {
  error: QueryError;
  /** What it asked for: "runs". */
  what: string;
  onRetry: () => unknown;
  narrowing?: Narrowing | undefined;
}) => (
  <FailedState
    title={failureTitle(error)}
    message={
      isTimeout(error)
        ? `Nothing is known about the ${what} it was asked for. ${narrowing ? "Narrow the time range, or ask again." : "Ask for less, or ask again."}`
        : `${error.message.replace(/\.?$/, ".")} Nothing is known about the ${what} until this works.`
    }
    onRetry={() => void onRetry()}
  >
    {narrowing && isTimeout(error) && (
      <button type="button" className="btn" onClick={narrowing.onNarrow}>
        {narrowing.word}
      </button>
    )}
  </FailedState>
);

/** Grey lines where rows will be, after a moment. */
export function LoadingRows({ rows = 8 }: { rows?: number }) {
  return (
    <AfterDelay>
      <div role="status" aria-label="Loading" className="px-gutter py-3">
        {Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a placeholder is its place
          <div key={index} className="sk-row">
            <i className="sk" style={{ width: 74 }} />
            <i className="sk" style={{ width: 90 + ((index * 37) % 60) }} />
            <i className="sk" style={{ width: 58 }} />
            <i className="sk grow" />
          </div>
        ))}
      </div>
    </AfterDelay>
  );
}

/** There is nothing, and that is how it should be. */
export const EmptyState = ({
  title,
  isPage = false,
  children,
}: {
  title: string;
  /** The state is all there is on the page, so its title is the page's. */
  isPage?: boolean;
  children?: ReactNode;
}) => (
  <div className="state">
    {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
    {children}
  </div>
);

/** The question was asked and not answered; nothing is known about what it asked for. */
export function FailedState({
  title,
  message,
  onRetry,
  children,
}: {
  title: string;
  message: string;
  onRetry: () => void;
  children?: ReactNode;
}) {
  return (
    <div className="state" role="alert">
      <h2 className="row">
        <span className="text-critical">
          <Icon name="warn" />
        </span>
        {title}
      </h2>
      <p>{message}</p>
      <div className="mt-1 flex flex-wrap gap-2">
        <button type="button" className="btn pri" onClick={onRetry}>
          Try again
        </button>
        {children}
      </div>
    </div>
  );
}
