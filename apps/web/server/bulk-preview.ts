/** What a bulk action would be done to, told before it starts. */

import { isTerminal, type Status } from "@stageline/engine";
import {
  type BulkKind,
  COUNT_CAP,
  type FrozenRunFilter,
  type ReadModel,
  type RunListItem,
} from "@stageline/engine/read";

const SAMPLE_ROWS = 5;

export type PreviewTarget = { readonly ids: readonly string[] } | { readonly filter: FrozenRunFilter };

export interface BulkPreview {
  /** Runs, each status counted up to COUNT_CAP + 1. */
  readonly total: number;
  /** There may be more: conditions that no index answers are counted among the newest runs only. */
  readonly isAtLeast: boolean;
  /** Those that the action would pass over as they are now. */
  readonly skipped: number;
  /** The newest ones. */
  readonly sample: readonly RunListItem[];
}

/** What is over is not cancelled; what is at work is not run again. */
const isSkipped = (kind: BulkKind, status: Status): boolean => (kind === "cancel") === isTerminal(status);

export function bulkPreview(
  read: Pick<ReadModel, "runs">,
  { kind, target }: { readonly kind: BulkKind; readonly target: PreviewTarget },
): Promise<BulkPreview> {
  return "ids" in target ? previewOfIds(read, kind, target.ids) : previewOfFilter(read, kind, target.filter);
}

async function previewOfIds(
  { runs }: Pick<ReadModel, "runs">,
  kind: BulkKind,
  ids: readonly string[],
): Promise<BulkPreview> {
  const wanted = new Set(ids);
  const found = await runs.byIds([...wanted]);
  return {
    total: wanted.size,
    isAtLeast: false,
    skipped: wanted.size - found.filter(({ status }) => !isSkipped(kind, status)).length,
    sample: found.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime()).slice(0, SAMPLE_ROWS),
  };
}

async function previewOfFilter(
  { runs }: Pick<ReadModel, "runs">,
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
    total: sum(() => true),
    isAtLeast: isSearch || counted.some(([, count]) => count > COUNT_CAP),
    skipped: sum((status) => isSkipped(kind, status)),
    sample: page.rows,
  };
}
