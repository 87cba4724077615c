/** What actions and their items are called and look like. */

import type { BulkItemView, BulkKind } from "@stageline/engine/read";
import { type Status, StatusIcon } from "@/components/status";
import { formatCount } from "@/ui/format-number";
import type { ThawedAction } from "./thawed-action";

export type ActionState = ThawedAction["status"];
export type ItemState = BulkItemView["status"];

interface Appearance {
  readonly word: string;
  /** Drawn as this status of a run is. */
  readonly as: Status;
}

const STATES: Readonly<Record<ActionState | ItemState, Appearance>> = {
  RUNNING: { word: "Running", as: "RUNNING" },
  ABORTED: { word: "Aborted", as: "CANCELLED" },
  DONE: { word: "Done", as: "COMPLETED" },
  FAILED: { word: "Failed", as: "FAILED" },
  SKIPPED: { word: "Skipped", as: "SKIPPED" },
  PENDING: { word: "Waiting", as: "PENDING" },
};

export const StateWord = ({ state }: { state: ActionState | ItemState }) => (
  <span className="st">
    <StatusIcon status={STATES[state].as} />
    <span className="word">{STATES[state].word}</span>
  </span>
);

/** As a command: "Cancel". */
export const KIND_WORDS: Readonly<Record<BulkKind, string>> = { cancel: "Cancel", rerun: "Rerun" };

export const runsText = (count: number): string => `${formatCount(count)} ${count === 1 ? "run" : "runs"}`;

export const titleOf = ({ kind, name, total }: Pick<ThawedAction, "kind" | "name" | "total">): string =>
  name ?? `${KIND_WORDS[kind]} ${runsText(total)}`;

export const waitingOf = ({ total, done, failed, skipped }: ThawedAction): number =>
  Math.max(0, total - done - failed - skipped);

export const bulkHref = (id: string): string => `/bulk/${encodeURIComponent(id)}`;
