"use client";

import type { BudgetView } from "@stageline/engine/read";
import { useState } from "react";
import { EmptyState } from "@/components/list-state";
import { formatCount } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { Price } from "@/ui/number";
import { BudgetDialog, type BudgetDraft } from "./budget-dialog";
import { RemoveBudgetDialog } from "./remove-budget-dialog";
import { priceText } from "./tiles";

const STATES: Readonly<Record<BudgetView["state"], string>> = {
  within: "Within",
  warned: "Near its limit",
  "used up": "Used up",
};
const PERIODS = { day: "a day", month: "a month" } as const;

/** What may be spent on what, how much of it is, and what waits because nothing is left. */
export function Budgets({ budgets }: { budgets: readonly BudgetView[] }) {
  const [draft, setDraft] = useState<BudgetDraft | null>(null);
  const [removed, setRemoved] = useState<BudgetView | null>(null);
  return (
    <section id="budgets" aria-labelledby="budgets-h" className="border-line border-t pt-4">
      <div className="bar-row pt-0">
        <h2 id="budgets-h" className="font-semibold">
          Budgets
        </h2>
        <span className="s12 t3">warn at a share of the limit, hold work at 100 %; UTC days and months</span>
        <button type="button" className="btn ml-auto" onClick={() => setDraft({})}>
          <Icon name="plus" size={14} />
          Set a budget…
        </button>
      </div>
      {budgets.length === 0 ? (
        <EmptyState title="No budgets">
          <p>
            A budget says what may be spent on a workflow, a model or a topic in a day or a month. When it is
            used up, work is held until there is room; nothing fails.
          </p>
        </EmptyState>
      ) : (
        <div className="tblx">
          <table className="tbl flow cost-t">
            <caption className="sr">Budgets</caption>
            <colgroup>
              <col style={{ width: 140 }} />
              <col />
              <col style={{ width: 240 }} />
              <col style={{ width: 180 }} />
              <col style={{ width: 110 }} />
              <col style={{ width: 220 }} />
            </colgroup>
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">For</th>
                <th scope="col">Spent</th>
                <th scope="col" className="num">
                  Limit
                </th>
                <th scope="col" className="num">
                  Held jobs
                </th>
                <th scope="col">
                  <span className="sr">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {budgets.map((budget) => (
                <tr key={budget.id}>
                  <td>
                    <State state={budget.state} />
                  </td>
                  <td className="trunc" title={budget.targetId}>
                    <span className="t3">{budget.targetKind}</span>{" "}
                    <span className="med">{budget.targetId}</span>
                  </td>
                  <td>
                    <Use budget={budget} />
                  </td>
                  <td className="num">
                    <Price usd={budget.limitUsd} /> <span className="t3">{PERIODS[budget.period]}</span>
                  </td>
                  <td className="num">
                    {budget.heldJobs === 0 ? (
                      <span className="nil">0</span>
                    ) : (
                      <b className="text-warn">{formatCount(budget.heldJobs)}</b>
                    )}
                  </td>
                  <td className="num">
                    <button type="button" className="btn sm" onClick={() => setDraft({ budget })}>
                      {budget.heldJobs > 0 ? "Release…" : "Change…"}
                    </button>{" "}
                    <button
                      type="button"
                      className="btn ghost sm"
                      aria-label={`Remove the budget of ${budget.targetId}`}
                      onClick={() => setRemoved(budget)}
                    >
                      Remove…
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {draft && <BudgetDialog draft={draft} onClose={() => setDraft(null)} />}
      {removed && <RemoveBudgetDialog budget={removed} onClose={() => setRemoved(null)} />}
    </section>
  );
}

const State = ({ state }: { state: BudgetView["state"] }) => (
  <span className={state === "within" ? "row gap-1.5" : "row gap-1.5 text-warn"}>
    <Icon name={state === "within" ? "check" : state === "warned" ? "warn" : "lock"} size={14} />
    {STATES[state]}
  </span>
);

/** How much of the limit is spent, as a bar with the place of the warning. */
function Use({ budget: { spentUsd, limitUsd, warnAt, state } }: { budget: BudgetView }) {
  const share = limitUsd === 0 ? 1 : Math.min(1, spentUsd / limitUsd);
  return (
    <span className="budget-use" title={`Warns at ${priceText(limitUsd * warnAt)}`}>
      <span className="budget-bar" data-state={state} aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
        <b style={{ left: `${warnAt * 100}%` }} />
      </span>
      <span className="num">
        <Price usd={spentUsd} />
      </span>
    </span>
  );
}
