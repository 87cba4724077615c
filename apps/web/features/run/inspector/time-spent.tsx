import { durationText } from "@/ui/format-number";
import { Duration } from "@/ui/number";
import type { Segment } from "../timeline/segments";

const nameOf = (segment: Segment, index: number, segments: readonly Segment[]): string => {
  if (segment.kind === "wait") return "Queue wait";
  if (segment.kind === "suspended") return "Suspended";
  return segments.slice(0, index).some(({ kind }) => kind === "suspended") ? "Running, resumed" : "Running";
};

const share = (ms: number, total: number): string => `${((100 * ms) / total).toFixed(1)} %`;

/** An attempt's time as one bar and in numbers. */
export function TimeSpent({ segments }: { segments: readonly Segment[] }) {
  const total = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  const start = segments[0]?.from ?? 0;
  const percent = (ms: number) => `${total === 0 ? 0 : (100 * ms) / total}%`;
  return (
    <div className="blk">
      <div className="label">
        Where the time went
        <span className="end fact">
          <Duration ms={total} />
        </span>
      </div>
      <div className="spent" aria-hidden="true">
        {segments.map((segment) => (
          <i
            key={segment.from}
            className={segment.kind === "wait" ? "bar wait" : "bar"}
            data-s={segment.status}
            style={{ left: percent(segment.from - start), width: percent(segment.to - segment.from) }}
          />
        ))}
      </div>
      {segments.map((segment, index) => (
        <div key={segment.from} className="tr" data-s={segment.status}>
          <i className="sw" style={{ background: "var(--c)" }} />
          <span>{nameOf(segment, index, segments)}</span>
          <span title={durationText(segment.to - segment.from)}>
            <Duration ms={segment.to - segment.from} />
          </span>
          <span className="t3">{total === 0 ? "–" : share(segment.to - segment.from, total)}</span>
        </div>
      ))}
    </div>
  );
}
