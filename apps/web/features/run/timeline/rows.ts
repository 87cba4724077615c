/** The timeline's lines, top to bottom: the run, its groups, their stages, and what is unfolded beneath those. */

import type { AiCallView } from "@stageline/engine/read";
import type { DrawnStage } from "./drawn-stage";
import type { DrawnGroup } from "./expected";

type DrawnBar = DrawnStage["bars"][number];

/** What is known of a stage's AI calls. */
export interface StageCalls {
  /** Null until it is known. */
  readonly total: number | null;
  /** Failed ones first. Not all, when there are very many. */
  readonly calls: readonly AiCallView[];
  readonly failed: number;
  readonly hasFailed: boolean;
}

export type TimelineRow =
  | { readonly kind: "run"; readonly key: string }
  | { readonly kind: "group"; readonly key: string; readonly group: DrawnGroup; readonly hidden: number }
  | {
      readonly kind: "stage";
      readonly key: string;
      readonly stage: DrawnStage;
      /** Null when there is nothing to unfold. */
      readonly isOpen: boolean | null;
    }
  | { readonly kind: "attempt"; readonly key: string; readonly stage: DrawnStage; readonly bar: DrawnBar }
  | {
      readonly kind: "calls";
      readonly key: string;
      readonly stage: DrawnStage;
      readonly calls: StageCalls;
      readonly isOpen: boolean;
    }
  | { readonly kind: "call"; readonly key: string; readonly call: AiCallView }
  | {
      readonly kind: "more";
      readonly key: string;
      readonly foldKey: string;
      readonly shown: number;
      readonly loaded: number;
      readonly total: number;
    }
  | { readonly kind: "note"; readonly key: string; readonly text: string };

/** More calls than this are one line until it is unfolded. */
const FEW_CALLS = 5;
const FIRST_CALLS = 20;
export const MORE_CALLS = 50;

/** What is unfolded: stages and calls by key, with how many calls are shown. */
export type Unfolded = ReadonlyMap<string, number>;

export const callsKey = (stageId: string): string => `calls ${stageId}`;

export const toggledFold = (unfolded: Unfolded, key: string): Unfolded => {
  const next = new Map(unfolded);
  if (!next.delete(key)) next.set(key, FIRST_CALLS);
  return next;
};

export const withMoreCalls = (unfolded: Unfolded, key: string): Unfolded =>
  new Map(unfolded).set(key, (unfolded.get(key) ?? FIRST_CALLS) + MORE_CALLS);

/** Attempts, or AI calls as far as can be told from what the stage used. */
export const canUnfold = ({ bars, shown }: DrawnStage): boolean =>
  bars.length > 1 || (shown !== null && (shown.tokens > 0 || shown.cost > 0 || shown.status === "FAILED"));

/**
 * @param isShown which stages; groups without any are left out
 * @param callsOf of stages that are unfolded
 */
export function timelineRows(
  groups: readonly DrawnGroup[],
  {
    isShown,
    unfolded,
    callsOf,
  }: {
    isShown: (stage: DrawnStage) => boolean;
    unfolded: Unfolded;
    callsOf: (stageId: string) => StageCalls;
  },
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [{ kind: "run", key: "run" }];
  for (const group of groups) {
    const stages = group.stages.filter(isShown);
    if (stages.length === 0) continue;
    const hidden = group.stages.length - stages.length;
    rows.push({ kind: "group", key: `group ${group.number}`, group, hidden });
    for (const stage of stages) {
      const isOpen = canUnfold(stage) ? unfolded.has(stage.stageId) : null;
      rows.push({ kind: "stage", key: stage.stageId, stage, isOpen });
      if (isOpen) rows.push(...beneath(stage, unfolded, callsOf(stage.stageId)));
    }
  }
  return rows;
}

function beneath(stage: DrawnStage, unfolded: Unfolded, known: StageCalls): readonly TimelineRow[] {
  const { stageId, bars } = stage;
  const key = callsKey(stageId);
  const attempts = bars.length > 1 ? bars : [];
  const rows: TimelineRow[] = attempts.map((bar) => ({ kind: "attempt", key: bar.attempt.id, stage, bar }));
  if (known.hasFailed) return [...rows, { kind: "note", key, text: "AI calls could not be read" }];
  if (known.total === null) return [...rows, { kind: "note", key, text: "Reading AI calls" }];
  if (known.total === 0) {
    return attempts.length > 0 ? rows : [...rows, { kind: "note", key, text: "No AI calls" }];
  }
  const asRow = (call: AiCallView): TimelineRow => ({ kind: "call", key: call.id, call });
  if (known.total <= FEW_CALLS) return [...rows, ...known.calls.map(asRow)];
  const limit = unfolded.get(key);
  rows.push({ kind: "calls", key, stage, calls: known, isOpen: limit !== undefined });
  if (limit === undefined) return rows;
  const shown = known.calls.slice(0, limit);
  rows.push(...shown.map(asRow));
  if (shown.length < known.total) {
    rows.push({
      kind: "more",
      key: `more ${stageId}`,
      foldKey: key,
      shown: shown.length,
      loaded: known.calls.length,
      total: known.total,
    });
  }
  return rows;
}

/** Whether something of the stage went wrong, in any attempt that is drawn. */
export const hasErrors = ({ bars }: DrawnStage): boolean =>
  bars.some(({ attempt }) => attempt.status === "FAILED" || attempt.errorMessage !== null);

/** Whether its name or id has the words in it. */
export function isNamed({ name, stageId }: DrawnStage, words: string): boolean {
  const sought = words.trim().toLowerCase();
  return name.toLowerCase().includes(sought) || stageId.toLowerCase().includes(sought);
}
