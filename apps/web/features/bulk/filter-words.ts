/** A filter in words: what a person reads before and after something is done to all that it matches. */

import type { FailureConditions, FrozenRunFilter, RunCondition } from "@stageline/engine/read";
import { attemptNumber } from "@/components/attempt";
import { STATUS_APPEARANCE, type Status } from "@/components/status";
import { durationText, formatCount } from "@/ui/format-number";
import type { Frozen } from "./thawed-action";

export interface FilterWord {
  /** "status", "created from". */
  readonly name: string;
  /** A time is shown in the viewer's zone. */
  readonly value: string | Date;
}

type Condition<On extends RunCondition["on"]> = Extract<RunCondition, { on: On }>;

const choices = new Intl.ListFormat("en", { type: "disjunction" });
const anyOf = (values: readonly string[]): string => choices.format(values);

const SIGNS = { "<": "<", "<=": "≤", "=": "=", ">=": "≥", ">": ">" } as const;

const patterns = (is: Condition<"workflow">["is"]): string =>
  anyOf(is.map(({ text, isPrefix }) => (isPrefix ? `${text}…` : text)));
const statuses = (wanted: readonly Status[]): string =>
  anyOf(wanted.map((status) => STATUS_APPEARANCE[status].word.toLowerCase()));

/** Empty when everything is meant. */
export const filterWords = (frozen: Frozen): readonly FilterWord[] =>
  frozen.of === "runs" ? runWords(frozen.filter) : failureWords(frozen);

const SUBJECTS = { events: "type", jobs: "stage" } as const;

function failureWords({
  of,
  conditions: { subject, fingerprint, runId, text, from },
}: {
  readonly of: keyof typeof SUBJECTS;
  readonly conditions: FailureConditions;
}): readonly FilterWord[] {
  return [
    ...(subject === undefined ? [] : [{ name: SUBJECTS[of], value: subject }]),
    ...(fingerprint === undefined ? [] : [{ name: "fingerprint", value: fingerprint }]),
    ...(runId === undefined ? [] : [{ name: "run", value: runId }]),
    ...(text === undefined || text === "" ? [] : [{ name: "error with", value: text }]),
    ...(from === undefined ? [] : [{ name: "failed from", value: from }]),
  ];
}

function runWords(filter: FrozenRunFilter): readonly FilterWord[] {
  const { status, workflowId, text, from, to, fingerprint, where = [] } = filter;
  return [
    ...(status === undefined ? [] : [{ name: "status", value: statuses(status) || "none" }]),
    ...(workflowId === undefined ? [] : [{ name: "workflow", value: anyOf(workflowId) || "none" }]),
    ...(text === undefined || text === "" ? [] : [{ name: "text", value: text }]),
    ...(fingerprint === undefined ? [] : [{ name: "failed alike", value: fingerprint }]),
    ...(from === undefined ? [] : [{ name: "created from", value: from }]),
    ...(to === undefined ? [] : [{ name: "created before", value: to }]),
    ...where.map((condition) => {
      const { name, value } = conditionWords(condition);
      return { name: condition.not ? `not ${name}` : name, value };
    }),
  ];
}

function conditionWords(condition: RunCondition): { readonly name: string; readonly value: string } {
  switch (condition.on) {
    case "workflow":
      return { name: "workflow", value: patterns(condition.is) };
    case "stage": {
      const reached = patterns(condition.is);
      const { status } = condition;
      return { name: "stage", value: status === undefined ? reached : `${reached} ${statuses(status)}` };
    }
    case "annotation":
      return {
        name: "annotation",
        value: condition.is.length === 0 ? condition.key : `${condition.key} = ${patterns(condition.is)}`,
      };
    case "actor":
      return { name: "actor", value: patterns(condition.is) };
    case "error":
      return { name: "error with", value: anyOf(condition.has) };
    case "number":
      return numberWords(condition);
  }
}

function numberWords({ field, compare, value }: Condition<"number">) {
  const words = {
    attempt: { name: "attempt", number: String(attemptNumber(value)) },
    costUsd: { name: "cost", number: `$${value}` },
    durationMs: { name: "duration", number: durationText(value) },
    tokens: { name: "tokens", number: formatCount(value) },
  }[field];
  return { name: words.name, value: `${SIGNS[compare]} ${words.number}` };
}
