/** What the later of two attempts did differently, in a sentence or two. */

import { STATUS_APPEARANCE } from "@/components/status";
import { durationText, formatPrice } from "@/ui/format-number";
import type { Phrase } from "../status-sentence";
import type { FactPair } from "./compare-facts";
import type { AttemptSum, StagePair } from "./compare-stages";

/** What of the stages first went another way, and in which respect. */
export interface FirstDifference {
  readonly pair: StagePair;
  readonly what: string;
}

/**
 * @param otherResult what else differs between the stage's executions; null when nothing does or it is not known
 * @returns null when the attempts went the same way
 */
export function firstDifference(
  pairs: readonly StagePair[],
  otherResult: (stageId: string) => string | null,
): FirstDifference | null {
  for (const pair of pairs) {
    if (pair.isKept) continue;
    const [was, is] = [wordOf(pair.before), wordOf(pair.after)];
    if (was !== is) return { pair, what: `${was} → ${is}` };
    const what = otherResult(pair.stageId);
    if (what !== null) return { pair, what };
  }
  return null;
}

const wordOf = (stage: StagePair["before"]): string =>
  stage === null ? "not reached" : STATUS_APPEARANCE[stage.status].word.toLowerCase();

export function verdict({
  attempt,
  sums: [before, after],
  facts,
  first,
}: {
  /** The later one, from 1. */
  attempt: number;
  sums: readonly [AttemptSum, AttemptSum];
  facts: readonly FactPair[];
  first: FirstDifference | null;
}): readonly Phrase[] {
  const outcome = facts.find(({ key, change }) => key === "Decision.outcome" && change === "changed");
  const cost = after.costUsd - before.costUsd;
  const facets: readonly (readonly Phrase[])[] = [
    ...(outcome
      ? [[{ text: `outcome ${plain(outcome.before)} → ` }, { text: plain(outcome.after), as: "b" as const }]]
      : []),
    [{ text: Math.abs(cost) < 0.00005 ? "the same cost" : signedPrice(cost), as: "b" }],
    [{ text: signedDuration(after.ms - before.ms), as: "b" }],
  ];
  return [
    { text: `Attempt ${attempt}: ` },
    ...facets.flatMap((facet, index) => (index === 0 ? facet : [{ text: ", " }, ...facet])),
    ...(first === null
      ? [{ text: ". No stage went another way." }]
      : [
          { text: ". First difference in " },
          { text: first.pair.name, as: "em" as const },
          { text: `: ${first.what}.` },
        ]),
  ];
}

const plain = (fact: FactPair["before"]): string => (fact?.valuePreview ?? "").replace(/^"|"$/g, "");

/** `+$0.11`, `−$0.0014`, `0`. */
export function signedPrice(usd: number): string {
  if (Math.abs(usd) < 0.00005) return "0";
  const { cents, fraction } = formatPrice(Math.abs(usd));
  return `${usd > 0 ? "+" : "−"}${cents}${fraction}`;
}

/** `+1 m 10 s`, `−840 ms`, `0`. */
export const signedDuration = (ms: number): string =>
  Math.abs(ms) < 1 ? "the same time" : `${ms > 0 ? "+" : "−"}${durationText(Math.abs(ms))}`;
