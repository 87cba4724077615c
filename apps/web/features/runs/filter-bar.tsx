"use client";

import type { RunListItem } from "@stageline/engine/read";
import { useEffect, useState } from "react";
import { COUNT_CAP } from "@/components/count-cap";
import { RUN_STATUSES, STATUS_APPEARANCE, StatusIcon } from "@/components/status";
import { formatCapped } from "@/ui/format-number";
import { Icon } from "@/ui/icon";
import { useDebounced } from "@/ui/use-debounced";

type Status = RunListItem["status"];

const TYPING_MS = 250;

/** Free text and workflow. Typing is passed on when it pauses. */
export function SearchBar({
  text,
  onText,
  workflow,
  workflows,
  onWorkflow,
}: {
  text: string;
  onText: (text: string) => void;
  workflow: string;
  workflows: readonly { workflowId: string; name: string }[];
  onWorkflow: (workflowId: string) => void;
}) {
  const [typed, setTyped] = useState(text);
  const settled = useDebounced(typed, TYPING_MS);
  // The address may change without typing: Back, or a removed chip.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the address counts
  useEffect(() => {
    if (text !== settled) setTyped(text);
  }, [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing counts
  useEffect(() => {
    if (settled !== text) onText(settled);
  }, [settled]);
  return (
    <>
      <label className="input grow h-8">
        <span className="t3">
          <Icon name="search" size={14} />
        </span>
        <span className="sr">Search runs</span>
        <input
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder="Run id or workflow"
          maxLength={200}
        />
      </label>
      <label className="input select h-8">
        <span className="sr">Workflow</span>
        <select value={workflow} onChange={(event) => onWorkflow(event.target.value)}>
          <option value="">All workflows</option>
          {workflow !== "" && !workflows.some(({ workflowId }) => workflowId === workflow) && (
            <option value={workflow}>{workflow}</option>
          )}
          {workflows.map(({ workflowId, name }) => (
            <option key={workflowId} value={workflowId}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

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
