import type { FrozenRunFilter } from "@stageline/engine/read";
import { ClockTime, Day } from "@/ui/time";
import { filterWords } from "./filter-words";

/** What was asked for, a chip per condition. */
export function FrozenFilter({ filter }: { filter: FrozenRunFilter }) {
  const words = filterWords(filter);
  if (words.length === 0) return <span>Every run</span>;
  return (
    <span className="bulk-words">
      {words.map(({ name, value }) => (
        <span key={`${name} ${String(value)}`} className="chip">
          <span className="k">{name}</span>
          {value instanceof Date ? (
            <span>
              <Day at={value} /> <ClockTime at={value} />
            </span>
          ) : (
            <span className="trunc">{value}</span>
          )}
        </span>
      ))}
    </span>
  );
}
