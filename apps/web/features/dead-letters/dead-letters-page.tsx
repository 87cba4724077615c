"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/frame/page";
import { useTRPC } from "@/trpc/client";
import { FailuresTab } from "./failures-tab";
import { OutboxTab } from "./outbox-tab";
import { ReplaysTab } from "./replays-tab";
import { ANY, deadLettersParams, KIND_OF_TAB } from "./search-params";
import { Tabs } from "./tabs";
import { LOOK_MS } from "./use-failures";

/** What failed for good, why, and how it is put right with care. */
export function DeadLettersPage() {
  const trpc = useTRPC();
  const [params, setParams] = useQueryStates(deadLettersParams, { history: "push" });
  const counts = useQuery(trpc.deadLetters.counts.queryOptions(undefined, { refetchInterval: LOOK_MS }));
  const outbox = useQuery(
    trpc.deadLetters.outbox.queryOptions(undefined, {
      refetchInterval: LOOK_MS,
      enabled: params.tab === "events",
    }),
  );
  const kind = KIND_OF_TAB[params.tab];
  return (
    <Page params={deadLettersParams} crumbs={[{ text: "Dead letters" }]}>
      <div className="letters-page">
        <h1 className="sr">Dead letters</h1>
        <Tabs
          params={params}
          counts={counts.data}
          // What one view is narrowed to means nothing in the next.
          onOpen={(tab) => void setParams({ ...ANY, tab, open: null, look: null })}
        />
        {params.tab === "outbox" && <OutboxTab />}
        {kind && (
          <FailuresTab
            key={kind}
            kind={kind}
            params={params}
            outbox={outbox.data}
            onParams={(next, history = "push") => void setParams(next, { history })}
          />
        )}
        {params.tab === "replays" && <ReplaysTab />}
      </div>
    </Page>
  );
}
