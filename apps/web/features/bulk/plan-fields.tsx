"use client";

import type { BulkKind } from "@stageline/engine/read";
import { useId } from "react";
import { formatCount } from "@/ui/format-number";
import { AT_ONCE, CAREFUL, type PlanDraft, phaseName, planOf, stepsOf } from "./plan-draft";
import { targetsText } from "./words";

/** How carefully it goes, and what that means for so many. */
export function PlanFields({
  kind,
  total,
  draft,
  onDraft,
}: {
  kind: Extract<BulkKind, "replay" | "rerun">;
  total: number;
  draft: PlanDraft;
  onDraft: (draft: PlanDraft) => void;
}) {
  const ids = useId();
  const planned = planOf(draft, true);
  return (
    <div className="plan">
      <fieldset className="seg sm">
        <legend className="sr">How carefully</legend>
        {([CAREFUL, AT_ONCE] as const).map(({ isCareful }) => (
          <button
            key={String(isCareful)}
            type="button"
            className={isCareful === draft.isCareful ? "on" : undefined}
            aria-pressed={isCareful === draft.isCareful}
            onClick={() => onDraft({ ...draft, isCareful })}
          >
            {isCareful ? "A few first" : "All at once"}
          </button>
        ))}
      </fieldset>
      {draft.isCareful && "plan" in planned && planned.plan && (
        <ol className="plan-steps">
          {stepsOf(planned.plan, total).map(({ size, here }, index) => (
            <li key={phaseName(planned.plan?.phases ?? [], index)}>
              <span className="med">
                {phaseName(planned.plan?.phases ?? [], index)}
                {index === 0 && here > 0 && `, ${targetsText(kind, here)}`}
                {index > 0 && here > 0 && size !== here && `, here ${formatCount(here)}`}
              </span>
              <span className="t3 s12">
                {here === 0 ? "none left for it" : beginsWhen(kind, index, draft.stopAt)}
              </span>
            </li>
          ))}
        </ol>
      )}
      <dl className="plan-facts">
        {kind === "replay" && (
          <>
            <dt>Order</dt>
            <dd>by sequence, per run</dd>
          </>
        )}
        {draft.isCareful && (
          <>
            <dt>
              <label htmlFor={`${ids}stop`}>Stop above</label>
            </dt>
            <dd>
              <span className="input">
                <input
                  id={`${ids}stop`}
                  inputMode="numeric"
                  value={draft.stopAt}
                  onChange={(event) => onDraft({ ...draft, stopAt: event.target.value })}
                />
                <span className="t3">%</span>
              </span>
              failed again
            </dd>
          </>
        )}
        <dt>
          <label htmlFor={`${ids}rate`}>Rate</label>
        </dt>
        <dd>
          <span className="input">
            <input
              id={`${ids}rate`}
              inputMode="numeric"
              placeholder="no limit"
              value={draft.perMinute}
              onChange={(event) => onDraft({ ...draft, perMinute: event.target.value })}
            />
          </span>
          a minute
        </dd>
      </dl>
      {"error" in planned && (
        <p className="text-critical s12" role="alert">
          {planned.error}.
        </p>
      )}
    </div>
  );
}

const GOOD = { replay: "published", rerun: "completed" } as const;

/** When a phase begins. @param index from 0 */
const beginsWhen = (kind: keyof typeof GOOD, index: number, stopAt: string): string => {
  if (index === 0) return "now";
  return index === 1
    ? `if the canary is ${GOOD[kind]}`
    : `if at most ${stopAt.replace("%", "").trim()} % failed again`;
};
