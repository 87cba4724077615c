/** What AI calls have cost by day, model, topic and run: what the cost page asks, and what it is told. */

import { z } from "zod";
import type { Status } from "../domain/status.js";
import { isStorableText } from "../domain/storable.js";
import { keyset } from "./filters.js";
import type { AiCallView } from "./views.js";

/** Days in one question at most. */
export const MAX_COST_DAYS = 400;
/** Topics that are told apart; the rest is one sum. */
export const MAX_COST_TOPICS = 500;
/** Calls that are gone through at most where no total is kept; of more, the newest. */
export const COST_CALLS = 10_000;
/** Runs, likewise: of each several columns are read. */
export const COST_RUNS = 3_000;

const DAY_MS = 86_400_000;
const utcDay = z.iso.date();
const name = z.string().max(500).refine(isStorableText, { error: "Nothing can be called that" });

/** UTC days, both included. */
const days = z.object({ from: utcDay, to: utcDay });
type Days = z.infer<typeof days>;

const isRange = ({ from, to }: Days): boolean => {
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return count >= 1 && count <= MAX_COST_DAYS;
};
const RANGE_ERROR = { error: `From a day to a later one, ${MAX_COST_DAYS} days at most` };

const narrowing = {
  /** Empty: calls that belong to no workflow. */
  workflowId: name.optional(),
  stageId: name.optional(),
  /** Below the stage: `extract.page`, and everything below that. */
  topic: name.optional(),
  modelId: name.optional(),
  /** `first`: the first attempt of a stage, and calls outside stages; `rerun`: later attempts. */
  generation: z.enum(["first", "rerun"]).optional(),
  status: z.array(z.enum(["COMPLETED", "FAILED", "ABORTED"])).optional(),
};

export const costFilter = days.extend(narrowing).refine(isRange, RANGE_ERROR);
export type CostFilter = z.infer<typeof costFilter>;

/** Single calls, newest first. */
export const costCallFilter = days
  .extend({
    ...narrowing,
    /** Only those whose price is not known, or is. */
    isPriced: z.boolean().optional(),
    cursor: keyset.optional(),
    limit: z.number().int().min(1).max(200).default(50),
  })
  .refine(isRange, RANGE_ERROR);
export type CostCallFilter = z.infer<typeof costCallFilter>;

export const dearCallFilter = days
  .extend({ ...narrowing, limit: z.number().int().min(1).max(100).default(10) })
  .refine(isRange, RANGE_ERROR);
export type DearCallFilter = z.infer<typeof dearCallFilter>;

/** Runs created on these days. */
export const costRunFilter = days
  .extend({ workflowId: name.optional(), limit: z.number().int().min(1).max(100).default(10) })
  .refine(isRange, RANGE_ERROR);
export type CostRunFilter = z.infer<typeof costRunFilter>;

export interface CostSums {
  readonly calls: number;
  /** Their cost is not known and counted as nothing. */
  readonly unpricedCalls: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Of the cost, what later attempts had. */
  readonly rerunUsd: number;
  /** What cached tokens would have cost more. Below 0 where writing to the cache cost more than reading saved. */
  readonly cacheSavedUsd: number;
  readonly batchSavedUsd: number;
  readonly batchCalls: number;
}

/** A model on a UTC day. */
export interface DayCost extends CostSums {
  /** `2026-01-31` */
  readonly day: string;
  readonly modelId: string;
}

export interface TopicCost {
  /** Empty for calls outside workflows. */
  readonly workflowId: string;
  readonly stageId: string;
  /** Below the stage; empty for calls about the stage as a whole. */
  readonly topic: string;
  readonly modelId: string;
  readonly calls: number;
  readonly tokens: number;
  readonly costUsd: number;
}

export interface TopicCosts {
  /** The most expensive first, at most MAX_COST_TOPICS. */
  readonly topics: readonly TopicCost[];
  /** How many there are. */
  readonly total: number;
  /** What those left out come to. */
  readonly rest: Pick<TopicCost, "calls" | "tokens" | "costUsd">;
}

/** Models and workflows that calls were made with on these days. */
export interface CostNames {
  readonly models: readonly string[];
  readonly workflows: readonly string[];
}

/** What one page of calls came from. */
export interface CostCallPage {
  readonly rows: readonly CostCallView[];
  /** Where the list goes on; null at its end. */
  readonly next: { readonly createdAt: Date; readonly id: string } | null;
  /** How far back it was looked: null when to the list's end or until the page was full. */
  readonly readTo: Date | null;
}

export interface CostCallView extends AiCallView {
  readonly workflowId: string | null;
}

export interface DearCalls {
  /** The most expensive first. */
  readonly calls: readonly CostCallView[];
  /** Calls before this were not looked at, for there are more than COST_CALLS; null when all were. */
  readonly readFrom: Date | null;
}

/** What successful runs of one version of a workflow cost. */
export interface VersionCost {
  readonly workflowId: string;
  /** Content hash of the definition; null when it was not recorded. */
  readonly definitionHash: string | null;
  readonly runs: number;
  readonly p5Usd: number;
  readonly p50Usd: number;
  readonly p95Usd: number;
  readonly costUsd: number;
}

export interface DearRun {
  readonly id: string;
  readonly createdAt: Date;
  readonly workflowId: string;
  readonly status: Status;
  readonly attempt: number;
  readonly durationMs: number | null;
  readonly tokens: number;
  readonly costUsd: number;
  /** The stage with the largest part of the cost, all attempts together; null when no stage cost anything. */
  readonly dearest: { readonly stageId: string; readonly costUsd: number } | null;
}

/** Runs by what they cost: of the newest COST_RUNS runs of these days. */
export interface RunCosts {
  /** By workflow, then the version with the newest run. */
  readonly versions: readonly VersionCost[];
  readonly dearest: readonly DearRun[];
  /** All runs that were looked at. */
  readonly runs: number;
  readonly costUsd: number;
  /** Of them, those that are failed now. */
  readonly failedRuns: number;
  /** What the first attempts of those cost; later attempts count as reruns. */
  readonly failedUsd: number;
  /** Runs before this were not looked at; null when all were. */
  readonly readFrom: Date | null;
}

export const firstInstant = ({ from }: Days): Date => new Date(from);
/** Of the day after the last. */
export const endInstant = ({ to }: Days): Date => new Date(Date.parse(to) + DAY_MS);

/** Of `count` sorted values, the place, from 1, of the one that so many percent do not exceed. */
export const placeOf = (percent: number, count: number): number =>
  Math.max(1, Math.ceil((count * percent) / 100));
