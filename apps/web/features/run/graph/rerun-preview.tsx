"use client";

import type { RunView } from "@stageline/engine/read";
import { attemptNumber } from "@/components/attempt";
import { Icon } from "@/ui/icon";
import { useShortcuts } from "@/ui/shortcuts";
import type { PlannedGroup } from "../plan";
import { EstimateLine } from "../rerun/estimate-line";
import { useOutlook } from "../rerun/use-outlook";

/** What a rerun from a stage would do, under the graph that shows it; nothing has happened yet. */
export function RerunPreview({
  run,
  groups,
  stageId,
  onClose,
  onRerun,
}: {
  run: RunView;
  groups: readonly PlannedGroup[];
  stageId: string;
  onClose: () => void;
  onRerun: () => void;
}) {
  const { preview, estimate } = useOutlook({ run, groups, stageId, input: undefined, config: undefined });
  const stage = groups.flatMap((group) => group.stages).find((one) => one.stageId === stageId);
  useShortcuts([{ shortcut: "close", run: onClose }]);
  return (
    <section className="rerun-preview graph-float" aria-label="Preview of a rerun">
      <div className="grid gap-1">
        <h3 className="semi">
          Preview: rerun from {stage?.name ?? stageId}, group {stage?.group}
        </h3>
        {preview.isError ? (
          <p className="text-critical" role="alert">
            {preview.error.message}
          </p>
        ) : (
          <p className="t2 s12 flex flex-wrap gap-x-4">
            <span className="flex items-center gap-1">
              <Icon name="lock" size={14} /> {count(preview.data?.kept.length ?? 0)} kept
            </span>
            <span className="flex items-center gap-1">
              <Icon name="rerun" size={14} /> {count(preview.data?.willRun.length ?? 0)} run again
            </span>
            <span>
              attempt {attemptNumber(run.attempt)} → {attemptNumber(run.attempt) + 1}
            </span>
          </p>
        )}
      </div>
      <span className="s12 grow">
        <EstimateLine estimate={preview.isError ? null : estimate} />
      </span>
      <button type="button" className="btn ghost" onClick={onClose}>
        Close
      </button>
      <button type="button" className="btn pri" disabled={preview.isError} onClick={onRerun}>
        Rerun…
      </button>
    </section>
  );
}

const count = (stages: number): string => `${stages} ${stages === 1 ? "stage" : "stages"}`;
