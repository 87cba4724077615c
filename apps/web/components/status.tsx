/** What a status looks like: word, icon and pattern in one place; icons, legends and tests are made from it. */

import type { RunListItem } from "@stageline/engine/read";
import type { ReactNode } from "react";

export type Status = RunListItem["status"];

interface Appearance {
  readonly word: string;
  /** The bar's pattern in words; the drawing is in status.css under the same status. */
  readonly pattern: string;
  /** On a 16-pixel grid, stroked in the status's colour. */
  readonly icon: ReactNode;
}

export const STATUS_APPEARANCE: Readonly<Record<Status, Appearance>> = {
  PENDING: {
    word: "Pending",
    pattern: "solid, 40 % height",
    icon: <circle cx="8" cy="8" r="5.4" />,
  },
  RUNNING: {
    word: "Running",
    pattern: "moving stripes, open right edge",
    icon: <path d="M8 2.6a5.4 5.4 0 1 1-5.4 5.4" strokeWidth="2" />,
  },
  SUSPENDED: {
    word: "Suspended",
    pattern: "vertical hatch, 60 % height",
    icon: <path d="M4 2.4h8M4 13.6h8M5.2 2.6v2.3L8 8l2.8-3.1V2.6M5.2 13.4v-2.3L8 8l2.8 3.1v2.3" />,
  },
  COMPLETED: {
    word: "Completed",
    pattern: "solid, full height",
    icon: (
      <>
        <circle cx="8" cy="8" r="5.6" />
        <path d="m5.5 8.2 1.8 1.8 3.3-3.7" />
      </>
    ),
  },
  FAILED: {
    word: "Failed",
    pattern: "solid, notched right end",
    icon: (
      <>
        <path d="M5.6 2h4.8L14 5.6v4.8L10.4 14H5.6L2 10.4V5.6Z" strokeWidth="1" fill="var(--c)" />
        <path d="m6 6 4 4m0-4-4 4" strokeWidth="1.8" stroke="var(--bg)" />
      </>
    ),
  },
  CANCELLED: {
    word: "Cancelled",
    pattern: "outline, struck through",
    icon: (
      <>
        <rect x="2.8" y="2.8" width="10.4" height="10.4" rx="2" />
        <path d="M5.6 8h4.8" strokeWidth="2" />
      </>
    ),
  },
  SKIPPED: {
    word: "Skipped",
    pattern: "dashed outline, no fill",
    icon: <circle cx="8" cy="8" r="5.4" strokeDasharray="2.2 2.6" />,
  },
};

/** In the order in which a person wants to see them: what moves, what needs help, what is over. */
export const STATUS_ORDER = [
  "RUNNING",
  "SUSPENDED",
  "FAILED",
  "COMPLETED",
  "CANCELLED",
  "PENDING",
  "SKIPPED",
] as const satisfies readonly Status[];

/** Those a run can have; only stages are skipped. */
export const RUN_STATUSES = STATUS_ORDER.filter((status) => status !== "SKIPPED");

export const isOver = (status: Status): boolean =>
  status === "COMPLETED" || status === "FAILED" || status === "CANCELLED" || status === "SKIPPED";

export const StatusIcon = ({ status }: { status: Status }) => (
  <svg className="sti" data-s={status} viewBox="0 0 16 16" aria-hidden="true">
    {STATUS_APPEARANCE[status].icon}
  </svg>
);

/** Icon and word. */
export const StatusWord = ({ status }: { status: Status }) => (
  <span className="st">
    <StatusIcon status={status} />
    <span className="word">{STATUS_APPEARANCE[status].word}</span>
  </span>
);
