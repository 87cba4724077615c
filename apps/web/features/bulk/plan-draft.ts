/** How carefully an action goes, as it is typed: some first, and on only if what came of them is good. */

import type { BulkPlan, CANARY_PLAN as EngineCanary } from "@stageline/engine/read";

/** The engine's own plan, repeated so that pages do not load its schemas. */
const CANARY: typeof EngineCanary = { phases: [1, 10], stopAbove: 0.2, perMinute: null };

const MOST_PER_MINUTE = 100_000;

export interface PlanDraft {
  readonly isCareful: boolean;
  /** Percent. */
  readonly stopAt: string;
  /** Empty: as fast as it goes. */
  readonly perMinute: string;
}

export const CAREFUL: PlanDraft = {
  isCareful: true,
  stopAt: String(CANARY.stopAbove * 100),
  perMinute: "",
};
export const AT_ONCE: PlanDraft = { ...CAREFUL, isCareful: false };

export type Planned = { readonly plan: BulkPlan | undefined } | { readonly error: string };

/** @param isWatched whether what came of each item is wanted in the report where nothing depends on it, too */
export function planOf({ isCareful, stopAt, perMinute }: PlanDraft, isWatched: boolean): Planned {
  const rate = perMinute.trim() === "" ? null : whole(perMinute);
  if (rate !== null && (Number.isNaN(rate) || rate < 1 || rate > MOST_PER_MINUTE))
    return { error: "The rate is a whole number of items a minute, or nothing" };
  if (!isCareful) {
    if (!isWatched && rate === null) return { plan: undefined };
    return { plan: { phases: [], stopAbove: 1, perMinute: rate } };
  }
  const percent = whole(stopAt.replace("%", ""));
  if (Number.isNaN(percent) || percent < 0 || percent > 100)
    return { error: "It stops at a share from 0 to 100 %" };
  return { plan: { phases: CANARY.phases, stopAbove: percent / 100, perMinute: rate } };
}

const whole = (text: string): number => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN);

export interface PlanStep {
  /** Items that a phase takes of many; null: all that are left. */
  readonly size: number | null;
  /** Of so many as there are. */
  readonly here: number;
}

/** What a plan's phases mean for so many items. */
export function stepsOf({ phases }: Pick<BulkPlan, "phases">, total: number): readonly PlanStep[] {
  let left = total;
  const take = (size: number | null): PlanStep => {
    const here = Math.min(left, size ?? left);
    left -= here;
    return { size, here };
  };
  return [...phases.map(take), take(null)];
}

/** "Canary", "First 5", "Next 10", "Rest". @param index of the phase, from 0 */
export function phaseName(phases: readonly number[], index: number): string {
  const size = phases[index];
  if (size === undefined) return phases.length === 0 ? "All" : "Rest";
  if (index > 0) return `Next ${size}`;
  return size === 1 ? "Canary" : `First ${size}`;
}

/** The phase in which an action is after so many items were tried. */
export function phaseReached(phases: readonly number[], tried: number): number {
  let end = 0;
  for (const [index, size] of phases.entries()) {
    end += size;
    if (tried <= end) return index;
  }
  return phases.length;
}
