"use client";

import Link from "next/link";
import { Payload } from "@/components/payload";
import { IdButton, shortId } from "@/components/run-id";
import { StatusWord } from "@/components/status";
import { formatCount } from "@/ui/format-number";
import { Age, ClockTime, Day } from "@/ui/time";
import type { Letter } from "./letter";
import { placeOf } from "./letter-rows";

/** One failure beside the list: what it is, what was tried, the error, and what was to be sent. */
export function LetterDetails({ letter, place }: { letter: Letter; place: string | null }) {
  const { id, runId, subject, fingerprint, error, failedAt } = letter;
  return (
    <>
      <section className="blk" aria-label="The failure in hand">
        <h3 className="label">
          {letter.kind === "event" ? `Event ${letter.event.sequence}` : "Job"} of {shortId(runId)}
          {place && <span className="end t3">{place}</span>}
        </h3>
        <dl className="kv s12">
          <dt>{letter.kind === "event" ? "Type" : "Stage"}</dt>
          <dd className="mono">
            {subject}
            {letter.kind === "job" && `, ${placeOf(letter)}`}
          </dd>
          <dt>Run</dt>
          <dd>
            <Link className="link" href={runHref(letter)}>
              {letter.workflowName ?? shortId(runId)}
            </Link>{" "}
            <IdButton id={runId} what="run id" />
          </dd>
          {letter.kind === "event" ? <EventFacts letter={letter} /> : <JobFacts letter={letter} />}
          <dt>Failed</dt>
          <dd>
            <Day at={failedAt} /> <ClockTime at={failedAt} />, <Age at={failedAt} /> ago
          </dd>
          <dt>Fingerprint</dt>
          <dd className="mono t2">{fingerprint}</dd>
        </dl>
        <p className="note crit mono letters-error">{error === "" ? "No error was recorded." : error}</p>
      </section>
      {letter.kind === "event" && (
        <div className="blk">
          <Payload key={id} kind="eventPayload" id={id} title="Payload" fileName={`event-${id}`} />
        </div>
      )}
    </>
  );
}

const EventFacts = ({ letter: { event } }: { letter: Extract<Letter, { kind: "event" }> }) => (
  <>
    <dt>Happened</dt>
    <dd>
      <Day at={event.occurredAt} /> <ClockTime at={event.occurredAt} withMs />
    </dd>
    <dt>Tried</dt>
    <dd>
      {formatCount(event.tries)} {event.tries === 1 ? "time" : "times"}
      {event.lastTriedAt && (
        <>
          , last at <ClockTime at={event.lastTriedAt} />
        </>
      )}
    </dd>
  </>
);

const JobFacts = ({ letter: { job } }: { letter: Extract<Letter, { kind: "job" }> }) => (
  <>
    <dt>Run is</dt>
    <dd>{job.runStatus === null ? "not stored here" : <StatusWord status={job.runStatus} />}</dd>
    <dt>Tried</dt>
    <dd>
      {formatCount(job.deliveries)} of {formatCount(job.maxAttempts)} times
      {job.workerId && (
        <>
          , last by worker <span className="mono">{shortId(job.workerId)}</span>
        </>
      )}
    </dd>
  </>
);

const runHref = ({ kind, runId }: Letter): string =>
  `/runs/${encodeURIComponent(runId)}${kind === "event" ? "?tab=events" : ""}`;
