/** What a bulk action would be done to, told before it starts. */

import { isTerminal, type Status } from "@stageline/engine";
import {
  type BulkKind,
  COUNT_CAP,
  type DeadEventView,
  type FailureConditions,
  type FrozenRunFilter,
  type ReadModel,
  type RunListItem,
} from "@stageline/engine/read";

const SAMPLE_ROWS = 5;
/** Failures without a limit in time. */
const EVER = new Date(0);

export type PreviewTarget =
  | { readonly ids: readonly string[] }
  | { readonly filter: FrozenRunFilter }
  | { readonly deadEvents: FailureConditions }
  | { readonly deadJobs: FailureConditions };

export interface BulkPreview {
  /** Runs or events; of runs each status is counted up to COUNT_CAP + 1. */
  readonly total: number;
  /** There may be more: conditions that no index answers are counted among the newest only. */
  readonly isAtLeast: boolean;
  /** There may be fewer: a run whose jobs failed in different ways is counted with each. */
  readonly isAtMost: boolean;
  /** Those that the action would pass over as they are now. */
  readonly skipped: number;
  /** The newest ones. */
  readonly sample: readonly RunListItem[];
  /** The newest ones, where they are events that were filtered. */
  readonly events: readonly DeadEventView[];
}

const NOTHING_MORE = { isAtLeast: false, isAtMost: false, skipped: 0, sample: [], events: [] } as const;

type Reading = Pick<ReadModel, "runs" | "failures">;

/** What is over is not cancelled; what is at work is not run again. */
const isSkipped = (kind: BulkKind, status: Status): boolean => (kind === "cancel") === isTerminal(status);

export async function bulkPreview(
  read: Reading,
  { kind, target }: { readonly kind: BulkKind; readonly target: PreviewTarget },
): Promise<BulkPreview> {
  if ("deadEvents" in target) return previewOfEvents(read, target.deadEvents);
  if ("deadJobs" in target) return previewOfJobs(read, target.deadJobs);
  if ("filter" in target) return previewOfFilter(read, kind, target.filter);
  if (kind === "replay" || kind === "discard") return { ...NOTHING_MORE, total: new Set(target.ids).size };
  return previewOfIds(read, kind, target.ids);
}

async function previewOfEvents({ failures }: Reading, conditions: FailureConditions): Promise<BulkPreview> {
  const [{ groups, isCapped }, page] = await Promise.all([
    failures.groups({ ...conditions, kind: "event", from: conditions.from ?? EVER }),
    failures.events({ ...conditions, limit: SAMPLE_ROWS }),
  ]);
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  return { ...NOTHING_MORE, total, isAtLeast: isCapped, events: page.rows };
}

async function previewOfJobs(
  { failures, runs }: Reading,
  conditions: FailureConditions,
): Promise<BulkPreview> {
  const [{ groups, isCapped }, page] = await Promise.all([
    failures.groups({ ...conditions, kind: "job", from: conditions.from ?? EVER }),
    failures.jobs({ ...conditions, limit: SAMPLE_ROWS }),
  ]);
  const sample = await runs.byIds([...new Set(page.rows.map(({ runId }) => runId))]);
  return {
    ...NOTHING_MORE,
    total: groups.reduce((sum, group) => sum + group.runs, 0),
    isAtLeast: isCapped,
    isAtMost: groups.length > 1,
    sample,
  };
}

async function previewOfIds({ runs }: Reading, kind: BulkKind, ids: readonly string[]): Promise<BulkPreview> {
  const wanted = new Set(ids);
  const found = await runs.byIds([...wanted]);
  return {
    ...NOTHING_MORE,
    total: wanted.size,
    skipped: wanted.size - found.filter(({ status }) => !isSkipped(kind, status)).length,
    sample: found.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).slice(0, SAMPLE_ROWS),
  };
}

async function previewOfFilter(
  { runs }: Reading,
  kind: BulkKind,
  filter: FrozenRunFilter,
): Promise<BulkPreview> {
  const question = { ...filter, direction: "after", limit: SAMPLE_ROWS } as const;
  const [page, counts] = await Promise.all([runs.list(question), runs.countByStatus(question)]);
  const counted = (Object.entries(counts) as [Status, number][]).filter(
    ([status]) => filter.status === undefined || filter.status.includes(status),
  );
  const sum = (wanted: (status: Status) => boolean) =>
    counted.reduce((total, [status, count]) => (wanted(status) ? total + count : total), 0);
  const isSearch = (filter.text ?? "") !== "" || (filter.where ?? []).some(({ on }) => on !== "workflow");
  return {
    ...NOTHING_MORE,
    total: sum(() => true),
    isAtLeast: isSearch || counted.some(([, count]) => count > COUNT_CAP),
    skipped: sum((status) => isSkipped(kind, status)),
    sample: page.rows,
  };
}
