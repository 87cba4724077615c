"use client";

import type { HoleRun, HoleMap as Holes, OutboxSquare } from "@stageline/engine/read";
import Link from "next/link";
import { shortId } from "@/components/run-id";
import { formatCount } from "@/ui/format-number";
import { holeText } from "./outbox-words";

const SQUARES: Readonly<Record<OutboxSquare, string>> = {
  published: "published",
  waiting: "pending",
  dead: "dead",
  past: "delivered past a hole",
  discarded: "discarded",
  gone: "removed by retention",
};
const IN_LEGEND = ["published", "waiting", "dead", "past", "discarded"] as const;

/** Events of runs some of whose are dead, square by square: where the order was broken, and what came after. */
export function HoleMap({ holes: { runs, total } }: { holes: Holes }) {
  return (
    <section className="sec hole-map">
      <div className="sec-h">
        <h2>Order holes by run</h2>
        <ul className="hole-legend" aria-label="Legend">
          {IN_LEGEND.map((square) => (
            <li key={square}>
              <i className="hole-sq" data-sq={square} />
              {SQUARES[square]}
            </li>
          ))}
        </ul>
      </div>
      {runs.length === 0 ? (
        <p className="t2">No run has a hole: whoever listens got every event of each run, in order.</p>
      ) : (
        <>
          <ul>
            {runs.map((run) => (
              <HoleRow key={run.runId} run={run} />
            ))}
          </ul>
          <p className="s12 t3 mt-2">
            {runs.length < total
              ? `Showing ${formatCount(runs.length)} of ${formatCount(total)} runs with holes, those with the latest first`
              : `${formatCount(total)} ${total === 1 ? "run has" : "runs have"} holes`}
          </p>
        </>
      )}
    </section>
  );
}

function HoleRow({ run }: { run: HoleRun }) {
  const { runId, workflowName, from, last, squares } = run;
  const end = from + squares.length - 1;
  return (
    <li className="hm">
      <Link
        className="link id"
        href={`/runs/${encodeURIComponent(runId)}?tab=events`}
        title={`${workflowName ?? "Run"} ${runId}: its events`}
      >
        {shortId(runId)}
      </Link>
      <span className="holes" role="img" aria-label={spoken(run)}>
        {from > 1 && <span className="t3 s12">… </span>}
        {squares.map((square, index) => (
          <i
            // biome-ignore lint/suspicious/noArrayIndexKey: a square is its sequence
            key={from + index}
            className="hole-sq"
            data-sq={square}
            title={`${from + index}: ${SQUARES[square]}`}
          />
        ))}
        {last > end && <span className="t3 s12">… {formatCount(last - end)} more</span>}
      </span>
      <span className="s12 t3">{holeText(run)}</span>
    </li>
  );
}

/** "Events 1 to 23: 17 dead; 6 after the hole". */
function spoken(run: HoleRun): string {
  const dead = run.squares.flatMap((square, index) => (square === "dead" ? [run.from + index] : []));
  return `Events ${run.from} to ${run.last}: ${dead.join(", ")} dead; ${holeText(run)}`;
}
