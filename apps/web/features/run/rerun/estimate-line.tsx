import { durationText, formatCount } from "@/ui/format-number";
import { Price } from "@/ui/number";
import type { Estimate } from "./estimate";

/** "≈ $0.65 0.41 – 0.98, ≈ 1 h 14 m …, from at least 61 earlier executions of each stage". */
export function EstimateLine({ estimate }: { estimate: Estimate | null }) {
  if (estimate === null) return null;
  const { costUsd, durationMs, executions, unknown } = estimate;
  if (costUsd === null || durationMs === null) {
    return <span className="t2">No estimate: these stages never completed before.</span>;
  }
  const isFree = costUsd.p90 === 0;
  return (
    <span
      className="t2 flex flex-wrap gap-x-4"
      title="Half of earlier executions stayed below the first number; the range holds eight of ten. Costs add up, of stages that run at the same time the slowest counts."
    >
      <span>
        <b className="semi text-text">
          ≈ <Price usd={costUsd.p50} />
        </b>{" "}
        {!isFree && (
          <>
            <Price usd={costUsd.p10} /> – <Price usd={costUsd.p90} />
          </>
        )}
      </span>
      <span>
        <b className="semi text-text">≈ {durationText(durationMs.p50)}</b> {durationText(durationMs.p10)} –{" "}
        {durationText(durationMs.p90)}
      </span>
      <span className="t3">
        from {formatCount(executions)}
        {executions === 200 ? "+" : ""} earlier {executions === 1 ? "execution" : "executions"}
        {unknown.length > 0 && `, without ${unknown.join(", ")}: no data`}
      </span>
    </span>
  );
}
