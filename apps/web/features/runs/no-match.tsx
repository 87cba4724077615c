import { COUNT_CAP } from "@/components/count-cap";
import { EmptyState } from "@/components/list-state";
import { STATUS_APPEARANCE } from "@/components/status";
import { formatCapped } from "@/ui/format-number";
import { RangeChip } from "./range-chip";
import { draftOf, searchOf } from "./search/draft";
import { type Filters, NO_FILTERS } from "./search-params";

/** No run matches: which filters are in force, and how to loosen them. */
export function NoMatch({
  params,
  withAnyStatus,
  onChange,
}: {
  params: Filters;
  /** How many runs the other filters leave. */
  withAnyStatus: number;
  onChange: (next: Partial<Filters>) => void;
}) {
  const { chips, typed } = draftOf(params.q);
  return (
    <EmptyState title="No run matches">
      <p>Filters in force:</p>
      <div className="flex flex-wrap gap-2">
        {chips.map((chip) => (
          <Chip
            key={chip}
            name="search"
            value={chip}
            onRemove={() =>
              onChange({ q: searchOf({ chips: chips.filter((other) => other !== chip), typed }) })
            }
          />
        ))}
        {typed !== "" && (
          <Chip name="text" value={typed} onRemove={() => onChange({ q: searchOf({ chips, typed: "" }) })} />
        )}
        {params.status.map((status) => (
          <Chip
            key={status}
            name="status"
            value={STATUS_APPEARANCE[status].word}
            onRemove={() => onChange({ status: params.status.filter((other) => other !== status) })}
          />
        ))}
        {params.wf.map((id) => (
          <Chip
            key={id}
            name="workflow"
            value={id}
            onRemove={() => onChange({ wf: params.wf.filter((other) => other !== id) })}
          />
        ))}
        {params.alike !== null && (
          <Chip
            name="failed alike"
            value={params.alike.slice(0, 8)}
            onRemove={() => onChange({ alike: null })}
          />
        )}
        <RangeChip
          from={params.from}
          to={params.to}
          last={params.last}
          onClear={() => onChange({ from: null, to: null, last: null })}
        />
      </div>
      {params.status.length > 0 && withAnyStatus > 0 && (
        <p className="s12">
          With any status: {formatCapped(withAnyStatus, COUNT_CAP)} {withAnyStatus === 1 ? "run" : "runs"}.
        </p>
      )}
      <button type="button" className="btn" onClick={() => onChange(NO_FILTERS)}>
        Clear all
      </button>
    </EmptyState>
  );
}

const Chip = ({ name, value, onRemove }: { name: string; value: string; onRemove: () => void }) => (
  <span className="chip">
    <span className="k">{name}</span>
    {value}
    <button type="button" className="x" aria-label={`Remove ${name} ${value}`} onClick={onRemove}>
      ×
    </button>
  </span>
);
