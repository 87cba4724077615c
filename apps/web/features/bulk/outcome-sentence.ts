/** What came of an action, in a line: "12 of 12 published", "stopped at canary: 1 of 1 failed again". */

import { formatCount } from "@/ui/format-number";
import { phaseName, phaseReached } from "./plan-draft";
import type { ThawedAction } from "./thawed-action";
import { OUTCOME_WORDS, targetOf } from "./words";

const DONE_WORDS = {
  cancel: "cancelled",
  rerun: "started again",
  replay: "waiting to be published again",
  discard: "discarded",
} as const;

type Told = Pick<
  ThawedAction,
  | "kind"
  | "status"
  | "stopReason"
  | "plan"
  | "total"
  | "done"
  | "failed"
  | "skipped"
  | "succeeded"
  | "failedAgain"
  | "unclear"
>;

export function outcomeSentence(action: Told): string {
  const { kind, status, plan, stopReason, total, done, failed, skipped, succeeded, failedAgain, unclear } =
    action;
  const tried = done + failed;
  if (status === "STOPPED" && plan) {
    const phase = phaseName(plan.phases, phaseReached(plan.phases, tried)).toLowerCase();
    const bad = `${formatCount(failed + failedAgain + unclear)} of ${formatCount(tried)} failed again`;
    return `stopped at ${phase}: ${stopReason ?? bad}`;
  }
  const good = plan
    ? `${formatCount(succeeded)} of ${formatCount(total)} ${OUTCOME_WORDS[targetOf(kind)].SUCCEEDED.toLowerCase()}`
    : `${formatCount(done)} of ${formatCount(total)} ${DONE_WORDS[kind]}`;
  return [
    good,
    count(failedAgain, "failed again"),
    count(unclear, "unclear"),
    count(failed, "failed"),
    count(skipped, "skipped"),
    status === "ABORTED" ? "then aborted" : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}

const count = (number: number, word: string): string =>
  number === 0 ? "" : `${formatCount(number)} ${word}`;

/** Where an action with a plan is: "Canary", "Next 10", "Rest"; null where it has no phases. */
export function phaseOf({ plan, done, failed }: Pick<Told, "plan" | "done" | "failed">): string | null {
  if (plan === null || plan.phases.length === 0) return null;
  return phaseName(plan.phases, phaseReached(plan.phases, done + failed));
}
