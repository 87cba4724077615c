"use client";

import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Calls, DearCalls } from "./calls";
import { DearRuns } from "./dear-runs";
import type { CostParams, List } from "./search-params";
import { totalsOf } from "./sums";
import type { Costs } from "./use-costs";

const WORDS: Readonly<Record<List, string>> = {
  runs: "Most expensive runs",
  dear: "Most expensive calls",
  calls: "All calls",
  unpriced: "Without a price",
};

/** What the sums are made of: runs, and single calls. */
export function Lists({
  costs,
  params,
  colourOf,
  onChange,
}: {
  costs: Costs;
  params: CostParams;
  colourOf: (modelId: string) => string;
  onChange: (next: Partial<CostParams>) => void;
}) {
  const rows = costs.days.data ?? [];
  const { unpricedCalls } = totalsOf(rows);
  const unpriced = [...new Set(rows.filter((row) => row.unpricedCalls > 0).map(({ modelId }) => modelId))];
  return (
    <section aria-label="Runs and calls" className="border-line border-t">
      <div className="bar-row flex-wrap pt-4">
        <fieldset className="seg">
          <legend className="sr">List</legend>
          {(Object.keys(WORDS) as List[]).map((list) => (
            <button
              key={list}
              type="button"
              className={params.list === list ? "on" : undefined}
              aria-pressed={params.list === list}
              onClick={() => onChange({ list })}
            >
              {WORDS[list]}
              {list === "unpriced" && unpricedCalls > 0 && (
                <small className="t3">{formatCount(unpricedCalls)}</small>
              )}
            </button>
          ))}
        </fieldset>
        {params.list === "runs" && hasCallFilters(params) && (
          <span className="s12 t3">by day and workflow; the other filters are of calls</span>
        )}
        {unpricedCalls > 0 && (
          <span className="row s12 t2 ml-auto gap-1.5">
            <span className="text-warn">
              <Icon name="warn" size={14} />
            </span>
            {formatCount(unpricedCalls)} {unpricedCalls === 1 ? "call has" : "calls have"} no price:{" "}
            <button type="button" className="link" onClick={() => onChange({ list: "unpriced" })}>
              {unpriced[0]}
              {unpriced.length > 1 && `, ${unpriced.length - 1} more`}
            </button>
          </span>
        )}
      </div>
      {params.list === "runs" && costs.runs.data && <DearRuns runs={costs.runs.data} />}
      {params.list === "dear" && <DearCalls filter={costs.filter} colourOf={colourOf} />}
      {params.list === "calls" && <Calls filter={costs.filter} colourOf={colourOf} />}
      {params.list === "unpriced" && <Calls filter={costs.filter} isPriced={false} colourOf={colourOf} />}
    </section>
  );
}

const hasCallFilters = ({ stage, topic, model, attempt, ended }: CostParams): boolean =>
  stage !== null || topic !== null || model !== null || attempt !== null || ended.length > 0;
