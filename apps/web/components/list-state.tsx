"use client";

import type { ReactNode } from "react";
import { AfterDelay } from "@/ui/after-delay";
import { Icon } from "@/ui/icon";

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
