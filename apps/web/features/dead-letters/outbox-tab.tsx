"use client";

import type { OutboxNow } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import { LoadingRows, QueryFailed } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { HoleMap } from "./hole-map";
import { OutboxLine } from "./outbox-line";
import { outboxSentence, timesText } from "./outbox-words";
import { LOOK_MS } from "./use-failures";

const RUNS = 20;

/** What waits to be published, what that means, and where the order of a run was broken. */
export function OutboxTab() {
  const trpc = useTRPC();
  const outbox = useQuery(trpc.deadLetters.outbox.queryOptions(undefined, { refetchInterval: LOOK_MS }));
  const holes = useQuery(trpc.deadLetters.holes.queryOptions({ limit: RUNS }, { refetchInterval: LOOK_MS }));
  return (
    <>
      {outbox.data ? (
        <>
          <OutboxLine outbox={outbox.data} />
          <Meaning now={outbox.data} />
          <Retries retrying={outbox.data.retrying} isCapped={outbox.data.isCapped} />
        </>
      ) : outbox.error ? (
        <QueryFailed error={outbox.error} what="outbox" onRetry={outbox.refetch} />
      ) : (
        <LoadingRows rows={3} />
      )}
      {holes.data ? (
        <HoleMap holes={holes.data} />
      ) : holes.error ? (
        <QueryFailed error={holes.error} what="order of events" onRetry={holes.refetch} />
      ) : (
        <LoadingRows rows={3} />
      )}
    </>
  );
}

/** What the numbers mean, and what to do about it. */
function Meaning({ now }: { now: OutboxNow }) {
  const { tone, text, isAboutSinks } = outboxSentence(now);
  return (
    <div className="say outbox-say" data-tone={tone}>
      <Icon name={tone === "good" ? "check" : "warn"} />
      <p>
        {text}
        {isAboutSinks && (
          <>
            {" "}
            A worker publishes where <code>STAGELINE_WEBHOOK_URL</code> says (docs/worker.md).
          </>
        )}
      </p>
    </div>
  );
}

/** Runs whose next event waits, by how often it was tried. */
function Retries({ retrying, isCapped }: Pick<OutboxNow, "retrying" | "isCapped">) {
  const rows = retrying.filter(({ runs }) => runs > 0).toSorted((a, b) => a.tries - b.tries);
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ runs }) => runs));
  return (
    <section className="sec outbox-retries">
      <div className="sec-h">
        <h2>Runs that wait, by tries of their next event</h2>
        {isCapped && <span className="t3 s12">of those that are due longest</span>}
      </div>
      <dl>
        {rows.map(({ tries, runs }) => (
          <div key={tries}>
            <dt>{tries === 0 ? "not tried yet" : `tried ${timesText(tries)}`}</dt>
            <dd>
              <i style={{ width: `${Math.max(1, (runs / most) * 100)}%` }} />
              <b>{formatCount(runs)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
