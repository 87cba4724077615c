"use client";

import { Page } from "@/components/frame/page";
import { FailedState } from "@/components/list-state";

export default function PageFailed({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <Page crumbs={[{ text: "Runs", href: "/runs" }, { text: "Error" }]}>
      <FailedState
        title="This page broke"
        message={error.digest ? `The server's log has more under ${error.digest}.` : error.message}
        onRetry={reset}
      />
    </Page>
  );
}
