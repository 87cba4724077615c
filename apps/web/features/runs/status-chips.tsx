"use client";

import type { RunListItem } from "@stageline/engine/read";
import { COUNT_CAP } from "@/components/count-cap";
import { RUN_STATUSES, STATUS_APPEARANCE, StatusIcon } from "@/components/status";
import { formatCapped } from "@/ui/format-number";

type Status = RunListItem["status"];

/**
 * One chip per status with its count; pressed ones filter.
 *
 * @param counts null when they could not be read: shown as "?", never as 0
 */
export function StatusChips({
  counts,
  selected,
  onToggle,
}: {
  counts: Readonly<Record<Status, number>> | null | undefined;
  selected: readonly Status[];
  onToggle: (status: Status) => void;
}) {
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr">Filter by status</legend>
      {RUN_STATUSES.map((status) => {
        const count = counts?.[status];
        const isOn = selected.includes(status);
        return (
          <button
            key={status}
            type="button"
            aria-pressed={isOn}
            className={`toggle ${isOn ? "on" : ""} ${count === 0 ? "zero" : ""}`}
            onClick={() => onToggle(status)}
          >
            <StatusIcon status={status} />
            <b>{count === undefined ? (counts === null ? "?" : "–") : formatCapped(count, COUNT_CAP)}</b>
            <span className="t2">{STATUS_APPEARANCE[status].word}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
