"use client";

import Link from "next/link";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/frame/page";
import { EmptyState, LoadingRows, QueryFailed } from "@/components/list-state";
import { modelColours } from "@/components/model-colour";
import { useAnnounced } from "@/ui/announcer";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Budgets } from "./budgets";
import { DayChart } from "./day-chart";
import { FilterBar } from "./filter-bar";
import { Lists } from "./lists";
import { type CostParams, costParams, isNarrowed, NO_NARROWING } from "./search-params";
import { rankedModels, TOP_MODELS, totalsOf } from "./sums";
import { priceText, Tiles } from "./tiles";
import { TopicIcicle } from "./topic-icicle";
import { type Costs, useCosts } from "./use-costs";
import { VersionCosts } from "./version-costs";

/** What AI calls have cost: when, with which model, for what, and what of it was in vain. */
export function CostPage() {
  const [params, setParams] = useQueryStates(costParams, { history: "push" });
  const costs = useCosts(params);
  const change = (next: Partial<CostParams>) => void setParams(next as Parameters<typeof setParams>[0]);
  return (
    <Page crumbs={[{ text: "AI cost" }]} params={costParams}>
      <h1 className="sr">AI cost</h1>
      <FilterBar params={params} range={costs.range} names={costs.names.data} onChange={change} />
      <Held costs={costs} />
      <Shown costs={costs} params={params} onChange={change} />
      {costs.budgets.data && <Budgets budgets={costs.budgets.data} />}
    </Page>
  );
}

function Shown({
  costs,
  params,
  onChange,
}: {
  costs: Costs;
  params: CostParams;
  onChange: (next: Partial<CostParams>) => void;
}) {
  const { days, topics, runs, names } = costs;
  const sums = days.data && totalsOf(days.data);
  useAnnounced(
    sums
      ? `${formatCount(sums.calls)} calls, ${priceText(sums.costUsd)}`
      : days.error
        ? "Costs could not be read"
        : null,
  );
  if (days.error && !days.data) {
    return (
      <QueryFailed
        error={days.error}
        what="costs"
        onRetry={days.refetch}
        narrowing={{ word: "Last 7 days", onNarrow: () => onChange({ from: null, to: null, last: "7d" }) }}
      />
    );
  }
  if (!days.data) return <LoadingRows />;
  if (days.data.length === 0) return <Nothing params={params} onChange={onChange} />;
  const shown = rankedModels(days.data, params.by).slice(0, TOP_MODELS);
  const colourOf = modelColours(shown, [
    ...(names.data?.models ?? []),
    ...rankedModels(days.data, params.by),
  ]);
  return (
    <div aria-busy={days.isPlaceholderData} className={days.isPlaceholderData ? "opacity-60" : undefined}>
      <Tiles costs={costs} params={params} />
      <DayChart
        costs={costs}
        params={params}
        colourOf={colourOf}
        onDays={(from, to) => onChange({ from, to })}
      />
      <div className="cost-cols">
        {topics.data && (
          <TopicIcicle topics={topics.data} params={params} colourOf={colourOf} onPlace={onChange} />
        )}
        {runs.data && <VersionCosts runs={runs.data} />}
      </div>
      <Lists costs={costs} params={params} colourOf={colourOf} onChange={onChange} />
    </div>
  );
}

/** What waits because a budget is used up, before anything else. */
function Held({ costs }: { costs: Costs }) {
  const holding = costs.budgets.data?.filter(({ state }) => state === "used up") ?? [];
  const [first] = holding;
  if (!first) return null;
  const jobs = holding.reduce((sum, { heldJobs }) => sum + heldJobs, 0);
  return (
    <p className="note warn cost-held">
      <Icon name="lock" size={14} /> The budget of {priceText(first.limitUsd)} a {first.period} for{" "}
      {first.targetKind} <b>{first.targetId}</b> is used up
      {holding.length > 1 && `, and ${holding.length - 1} more`}.{" "}
      {jobs > 0 && `${formatCount(jobs)} ${jobs === 1 ? "job is" : "jobs are"} held. `}
      <a className="link" href="#budgets">
        Budgets
      </a>
    </p>
  );
}

const Nothing = ({
  params,
  onChange,
}: {
  params: CostParams;
  onChange: (next: Partial<CostParams>) => void;
}) =>
  isNarrowed(params) ? (
    <EmptyState title="No AI call matches">
      <p>No call of these days is of that workflow, model, topic, attempt and status together.</p>
      <button type="button" className="btn" onClick={() => onChange(NO_NARROWING)}>
        Clear filters
      </button>
    </EmptyState>
  ) : (
    <EmptyState title="No AI calls on these days">
      <p>
        Calls are recorded and priced when a stage uses the model that <span className="mono">ctx.ai()</span>{" "}
        gives.{" "}
        <Link className="link" href="/runs/new">
          Start a run
        </Link>
        , or choose other days.
      </p>
      {params.last !== "90d" && (
        <button type="button" className="btn" onClick={() => onChange({ from: null, to: null, last: "90d" })}>
          Last 90 days
        </button>
      )}
    </EmptyState>
  );
