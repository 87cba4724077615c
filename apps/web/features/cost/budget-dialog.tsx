"use client";

import type { BudgetView } from "@stageline/engine/read";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTRPC } from "@/trpc/client";
import { tell } from "@/ui/announcer";
import { Dialog } from "@/ui/dialog";
import { formatCount } from "@/ui/format-number";
import { priceText } from "./tiles";

/** Empty: a new budget. */
export interface BudgetDraft {
  readonly budget?: BudgetView;
}

const KINDS = ["workflow", "model", "topic"] as const;
const PERIODS = ["day", "month"] as const;
const PLACEHOLDERS = {
  workflow: "licence-review",
  model: "gpt-5-mini, or openai:gpt-5-mini",
  topic: "workflow.licence-review",
} as const;

/** Sets what may be spent; raising the limit of one that holds work lets the work go on. */
export function BudgetDialog({ draft: { budget }, onClose }: { draft: BudgetDraft; onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [targetKind, setTargetKind] = useState<(typeof KINDS)[number]>(budget?.targetKind ?? "workflow");
  const [targetId, setTargetId] = useState(budget?.targetId ?? "");
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>(budget?.period ?? "day");
  const [limit, setLimit] = useState(budget ? String(budget.limitUsd) : "");
  const [reason, setReason] = useState("");
  const [warn, setWarn] = useState(String(Math.round((budget?.warnAt ?? 0.8) * 100)));
  const set = useMutation(
    trpc.cost.setBudget.mutationOptions({
      onSuccess: async () => {
        tell(budget ? "The limit is changed" : "The budget is set");
        await queryClient.invalidateQueries();
        onClose();
      },
    }),
  );
  const limitUsd = limit.trim() === "" ? Number.NaN : Number(limit);
  const warnAt = Number(warn) / 100;
  const whyNot =
    targetId.trim() === ""
      ? `Name the ${targetKind}`
      : !(limitUsd >= 0)
        ? "Say how many dollars"
        : !(warnAt >= 0 && warnAt <= 1)
          ? "Warn between 0 and 100 %"
          : reason.trim() === ""
            ? "Say why"
            : undefined;
  const holds = budget !== undefined && budget.heldJobs > 0;
  return (
    <Dialog
      title={holds ? "Release held jobs" : budget ? "Change the budget" : "Set a budget"}
      subtitle={budget && `${budget.targetKind} ${budget.targetId}`}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            Close
          </button>
          <button
            type="submit"
            form="budget-form"
            className="btn pri"
            disabled={whyNot !== undefined || set.isPending}
            title={whyNot}
          >
            {budget ? "Set this limit" : "Set the budget"}
          </button>
        </>
      }
    >
      <form
        id="budget-form"
        className="grid gap-3 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (whyNot === undefined)
            set.mutate({
              targetKind,
              targetId: targetId.trim(),
              period,
              limitUsd,
              warnAt,
              reason: reason.trim(),
            });
        }}
      >
        {budget && (
          <p>
            <b>{priceText(budget.spentUsd)}</b> of {priceText(budget.limitUsd)} are spent this {budget.period}
            .{" "}
            {holds && (
              <>
                {formatCount(budget.heldJobs)} {budget.heldJobs === 1 ? "job is" : "jobs are"} held. With a
                limit above what is spent they go on at once, as far as nothing else holds them.
              </>
            )}
          </p>
        )}
        {!budget && (
          <>
            <Seg legend="For" options={KINDS} value={targetKind} onChoose={setTargetKind} />
            <Field word={targetKind === "topic" ? "Topic, with all below it" : `Id of the ${targetKind}`}>
              {(id) => (
                <input
                  id={id}
                  value={targetId}
                  maxLength={500}
                  placeholder={PLACEHOLDERS[targetKind]}
                  onChange={({ target }) => setTargetId(target.value)}
                />
              )}
            </Field>
            <Seg legend="In a UTC" options={PERIODS} value={period} onChoose={setPeriod} />
          </>
        )}
        <Field word="Limit, US dollars">
          {(id) => (
            <input
              id={id}
              inputMode="decimal"
              value={limit}
              placeholder="40"
              onChange={({ target }) => setLimit(target.value)}
            />
          )}
        </Field>
        <Field word="Warn at, percent of the limit">
          {(id) => (
            <input
              id={id}
              inputMode="numeric"
              value={warn}
              onChange={({ target }) => setWarn(target.value)}
            />
          )}
        </Field>
        <Field word="Reason">
          {(id) => (
            <input
              id={id}
              value={reason}
              maxLength={2000}
              placeholder="Why, for those who read the audit log"
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
        {set.error && (
          <p className="note crit" role="alert">
            {set.error.message}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function Field({ word, children }: { word: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <label className="grid gap-1" htmlFor={id}>
      <span className="med">{word}</span>
      <span className="input">{children(id)}</span>
    </label>
  );
}

const Seg = <Option extends string>({
  legend,
  options,
  value,
  onChoose,
}: {
  legend: string;
  options: readonly Option[];
  value: Option;
  onChoose: (option: Option) => void;
}) => (
  <fieldset className="row">
    <legend className="med float-left mr-3">{legend}</legend>
    <span className="seg">
      {options.map((option) => (
        <button
          key={option}
          type="button"
          className={option === value ? "on" : undefined}
          aria-pressed={option === value}
          onClick={() => onChoose(option)}
        >
          {option}
        </button>
      ))}
    </span>
  </fieldset>
);
