import { useNow } from "@/ui/clock";
import { formatExact, formatInstant } from "@/ui/format-time";
import { useTimeStyle } from "@/ui/time";
import { filterWords } from "./filter-words";
import type { Frozen } from "./thawed-action";

const EVERYTHING = { runs: "Every run", events: "Every dead event", jobs: "Every dead job" } as const;

/** What was asked for, a chip per condition. */
export function FrozenFilter({ frozen }: { frozen: Frozen }) {
  const words = filterWords(frozen);
  if (words.length === 0) return <span>{EVERYTHING[frozen.of]}</span>;
  return (
    <span className="bulk-words">
      {words.map(({ name, value }) => (
        <span key={`${name} ${String(value)}`} className="chip">
          <span className="k">{name}</span>
          {value instanceof Date ? (
            <Moment at={value} />
          ) : (
            <span className="trunc" title={value}>
              {value}
            </span>
          )}
        </span>
      ))}
    </span>
  );
}

/** A limit in time is an instant, however the viewer likes to read when something happened. */
function Moment({ at }: { at: Date }) {
  const style = useTimeStyle();
  const now = useNow(false);
  return (
    <time dateTime={at.toISOString()} title={formatExact(at, style)}>
      {formatInstant(at, now, style)}
    </time>
  );
}
