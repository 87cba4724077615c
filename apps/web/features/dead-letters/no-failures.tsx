"use client";

import type { FailureKind, OutboxNow } from "@stageline/engine/read";
import { EmptyState } from "@/components/list-state";
import { formatCapped } from "@/ui/format-number";
import { Age } from "@/ui/time";
import { PUBLISHED_CAP } from "./outbox-line";
import type { Span } from "./search-params";

const TITLES: Readonly<Record<FailureKind, string>> = {
  event: "No dead events",
  job: "No dead jobs",
  run: "No failed runs",
};
const SPAN_WORDS: Readonly<Record<Span, string>> = { "24h": "24 hours", "7d": "7 days", "30d": "30 days" };

/** Nothing failed for good, and how that is known. */
export const NoFailures = ({
  kind,
  last,
  checkedAt,
  outbox,
}: {
  kind: FailureKind;
  last: Span;
  checkedAt: Date | undefined;
  outbox: OutboxNow | undefined;
}) => (
  <EmptyState title={`${TITLES[kind]} in ${SPAN_WORDS[last]}`}>
    <p>
      {checkedAt && (
        <>
          Checked <Age at={checkedAt} /> ago.{" "}
        </>
      )}
      {kind === "event" && outbox && (
        <>{formatCapped(outbox.published, PUBLISHED_CAP)} events were published in 24 h.</>
      )}
    </p>
  </EmptyState>
);
