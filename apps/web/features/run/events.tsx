"use client";

import type { EventView, RunView } from "@stageline/engine/read";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useState } from "react";
import { ExportMenu } from "@/components/export-menu";
import { EmptyState, ListState } from "@/components/list-state";
import { useTRPC } from "@/trpc/client";
import { durationText, formatCount } from "@/ui/format-number";
import { ClockTime } from "@/ui/time";
import { eventPeek } from "./event-peek";
import { pollMs } from "./live-run";

const PAGE = 200;

const STATES: Readonly<Record<EventView["state"], string>> = {
  pending: "Pending",
  published: "Published",
  dead: "Dead",
  discarded: "Discarded",
};

/** What happened, in the order in which the outbox has it. */
export function Events({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const [afterSequence, setAfterSequence] = useState(0);
  const query = useQuery(
    trpc.run.events.queryOptions(
      { runId: run.id, afterSequence, limit: PAGE },
      { refetchInterval: pollMs(run.status), placeholderData: (previous) => previous },
    ),
  );
  return (
    <ListState
      query={query}
      rows={query.data}
      words={["event", "events"]}
      noData={<NoEvents isEnd={afterSequence > 0} />}
    >
      {(events) => (
        <>
          <div className="tblx">
            <table className="tbl flow">
              <caption className="sr">Events, in order</caption>
              <colgroup>
                <col style={{ width: 76 }} />
                <col style={{ width: 112 }} />
                <col style={{ width: 92 }} />
                <col style={{ width: 176 }} />
                <col style={{ width: 150 }} />
                <col />
                <col style={{ width: 116 }} />
              </colgroup>
              <thead>
                <tr>
                  <th scope="col" className="num">
                    #
                  </th>
                  <th scope="col">Time</th>
                  <th scope="col" className="num">
                    After
                  </th>
                  <th scope="col">Type</th>
                  <th scope="col">Stage</th>
                  <th scope="col">Says</th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {events.map((event, index) => (
                  <Row key={event.id} event={event} before={events[index - 1]} />
                ))}
              </tbody>
            </table>
          </div>
          <nav className="more" aria-label="Pages of the events">
            <span>{formatCount(events.length)} shown</span>
            <span className="grow" />
            <ExportMenu list="events" filter={{ runId: run.id }} />
            <button
              type="button"
              className="btn sm"
              disabled={afterSequence === 0}
              title={afterSequence === 0 ? "These are the first events" : undefined}
              onClick={() => setAfterSequence(Math.max(0, afterSequence - PAGE))}
            >
              Earlier
            </button>
            <button
              type="button"
              className="btn sm"
              disabled={events.length < PAGE}
              title={events.length < PAGE ? "These are the last events" : undefined}
              onClick={() => setAfterSequence(events.at(-1)?.sequence ?? 0)}
            >
              Later
            </button>
          </nav>
        </>
      )}
    </ListState>
  );
}

const NoEvents = ({ isEnd }: { isEnd: boolean }) => (
  <EmptyState title={isEnd ? "No later events" : "No events"}>
    <p>Events are written with every change of the run.</p>
  </EmptyState>
);

/** Without its payload for those from whom it is withheld. */
type ShownEvent = Omit<EventView, "payloadPreview"> & { readonly payloadPreview: string | null };

function Row({ event, before }: { event: ShownEvent; before: ShownEvent | undefined }) {
  const { stageId, text } = eventPeek(event.payloadPreview);
  const missing = before ? event.sequence - before.sequence - 1 : 0;
  return (
    <>
      {missing > 0 && (
        <tr className="hole">
          <td colSpan={7}>
            {formatCount(missing)} {missing === 1 ? "event is" : "events are"} missing here
          </td>
        </tr>
      )}
      <tr className={clsx(event.state === "dead" && "hole")}>
        <td className="num t3">{event.sequence}</td>
        <td className="mono t2">
          <ClockTime at={event.occurredAt} withMs />
        </td>
        <td className="num t3">
          {before && `+${durationText(event.occurredAt.getTime() - before.occurredAt.getTime())}`}
        </td>
        <td className="mono med">{event.eventType}</td>
        <td className="trunc">{stageId}</td>
        <td className="mono t2 trunc" title={event.payloadPreview ?? undefined}>
          {text}
        </td>
        <td>
          <span className="flex items-center gap-2">
            <i
              className={clsx(
                "dot",
                event.state === "pending" && "off",
                event.state === "dead" && "crit",
                event.state === "discarded" && "warn",
              )}
            />
            {STATES[event.state]}
          </span>
        </td>
      </tr>
    </>
  );
}
