"use client";

import type { CostNames } from "@stageline/engine/read";
import { type ReactNode, useState } from "react";
import { Icon } from "@/ui/icon";
import {
  CALL_STATUSES,
  type CostParams,
  type DayRange,
  isNarrowed,
  MEASURES,
  NO_NARROWING,
  type Span,
} from "./search-params";

const SPAN_WORDS: Readonly<Record<Span, string>> = {
  month: "This month",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
};
const OWN = "own";
const ANY = "\0any";
const STATUS_WORDS = { COMPLETED: "Completed", FAILED: "Failed", ABORTED: "Aborted" } as const;
const MEASURE_WORDS = { usd: "$", tokens: "Tokens", calls: "Calls" } as const;

type Change = (next: Partial<CostParams>) => void;

/** Which costs are shown, and in what they are measured. */
export function FilterBar({
  params,
  range,
  names,
  onChange,
}: {
  params: CostParams;
  range: DayRange;
  names: CostNames | undefined;
  onChange: Change;
}) {
  const with_ = (all: readonly string[] | undefined, chosen: string | null) =>
    chosen === null || all?.includes(chosen) ? (all ?? []) : [...(all ?? []), chosen];
  return (
    <div className="bar-row b flex-wrap cost-bar">
      <Days params={params} range={range} onChange={onChange} />
      <Choice
        word="Workflow"
        any="Any workflow"
        value={params.wf}
        options={with_(names?.workflows, params.wf).map((id) => [id, id === "" ? "no workflow" : id])}
        onChoose={(wf) => onChange({ wf, stage: null, topic: null })}
      />
      <Choice
        word="Model"
        any="Any model"
        value={params.model}
        options={with_(names?.models, params.model).map((id) => [id, id])}
        onChoose={(model) => onChange({ model })}
      />
      <Choice
        word="Attempt"
        any="Any attempt"
        value={params.attempt}
        options={[
          ["first", "First attempts"],
          ["rerun", "Reruns"],
        ]}
        onChoose={(attempt) => onChange({ attempt: attempt as CostParams["attempt"] })}
      />
      <Choice
        word="How calls ended"
        any="Any status"
        value={params.ended[0] ?? null}
        options={CALL_STATUSES.map((status) => [status, STATUS_WORDS[status]])}
        onChoose={(status) => onChange({ ended: CALL_STATUSES.filter((each) => each === status) })}
      />
      {params.stage !== null && (
        <Dropped
          word="stage"
          value={params.stage || "none"}
          onDrop={() => onChange({ stage: null, topic: null })}
        />
      )}
      {params.topic !== null && (
        <Dropped word="topic" value={params.topic} onDrop={() => onChange({ topic: null })} />
      )}
      {isNarrowed(params) && (
        <button type="button" className="btn ghost" onClick={() => onChange(NO_NARROWING)}>
          Clear filters
        </button>
      )}
      <span className="grow" />
      <fieldset className="seg">
        <legend className="sr">Measured in</legend>
        {MEASURES.map((by) => (
          <button
            key={by}
            type="button"
            className={params.by === by ? "on" : undefined}
            aria-pressed={params.by === by}
            aria-label={by === "usd" ? "Dollars" : undefined}
            onClick={() => onChange({ by })}
          >
            {MEASURE_WORDS[by]}
          </button>
        ))}
      </fieldset>
      <a className="btn" href="#budgets">
        <Icon name="lock" size={14} />
        Budgets
      </a>
    </div>
  );
}

/** A span up to today, or from a day to another. */
function Days({ params, range, onChange }: { params: CostParams; range: DayRange; onChange: Change }) {
  const isGiven = params.from !== null && params.to !== null;
  const [isOwn, setIsOwn] = useState(isGiven);
  const hasOwn = isOwn || isGiven;
  return (
    <>
      <label className="input select">
        <span className="sr">Days</span>
        <select
          value={hasOwn ? OWN : params.last}
          onChange={({ target: { value } }) => {
            setIsOwn(value === OWN);
            onChange(value === OWN ? range : { from: null, to: null, last: value as Span });
          }}
        >
          {Object.entries(SPAN_WORDS).map(([span, words]) => (
            <option key={span} value={span}>
              {words}
            </option>
          ))}
          <option value={OWN}>From … to …</option>
        </select>
      </label>
      {hasOwn &&
        (["from", "to"] as const).map((end) => (
          <label key={end} className="input">
            <span className="t3">{end === "from" ? "From" : "To"}</span>
            <input
              type="date"
              value={range[end]}
              onChange={({ target: { value } }) => value !== "" && onChange({ ...range, [end]: value })}
            />
          </label>
        ))}
    </>
  );
}

function Choice({
  word,
  any,
  value,
  options,
  onChoose,
}: {
  word: string;
  any: string;
  value: string | null;
  options: readonly (readonly [value: string, word: string])[];
  onChoose: (value: string | null) => void;
}) {
  return (
    <label className="input select">
      <span className="sr">{word}</span>
      <select
        value={value ?? ANY}
        onChange={({ target }) => onChoose(target.value === ANY ? null : target.value)}
      >
        <option value={ANY}>{any}</option>
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const Dropped = ({ word, value, onDrop }: { word: string; value: ReactNode; onDrop: () => void }) => (
  <span className="chip">
    <span className="k">{word}</span>
    {value}
    <button type="button" className="x" aria-label={`Any ${word}`} onClick={onDrop}>
      <Icon name="x" size={14} />
    </button>
  </span>
);
