/** What actions and their items are called and look like. */

import type { BulkItemView, BulkKind, BulkOutcome } from "@stageline/engine/read";
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
  STOPPED: { word: "Stopped", as: "FAILED" },
  DONE: { word: "Done", as: "COMPLETED" },
  FAILED: { word: "Failed", as: "FAILED" },
  SKIPPED: { word: "Skipped", as: "SKIPPED" },
  PENDING: { word: "Waiting", as: "PENDING" },
};

const Word = ({ word, as }: Appearance) => (
  <span className="st">
    <StatusIcon status={as} />
    <span className="word">{word}</span>
  </span>
);

export const StateWord = ({ state }: { state: ActionState | ItemState }) => <Word {...STATES[state]} />;

/** What came of what was done, by what it is done to. */
export const OUTCOME_WORDS: Readonly<Record<"run" | "event", Readonly<Record<BulkOutcome, string>>>> = {
  run: { SUCCEEDED: "Completed", FAILED: "Failed again", UNCLEAR: "Unclear" },
  event: { SUCCEEDED: "Published", FAILED: "Failed again", UNCLEAR: "Unclear" },
};
const OUTCOME_AS: Readonly<Record<BulkOutcome, Status>> = {
  SUCCEEDED: "COMPLETED",
  FAILED: "FAILED",
  UNCLEAR: "SKIPPED",
};

export const OutcomeWord = ({ kind, outcome }: { kind: BulkKind; outcome: BulkOutcome }) => (
  <Word word={OUTCOME_WORDS[targetOf(kind)][outcome]} as={OUTCOME_AS[outcome]} />
);

/** As a command: "Cancel". */
export const KIND_WORDS: Readonly<Record<BulkKind, string>> = {
  cancel: "Cancel",
  rerun: "Rerun",
  replay: "Replay",
  discard: "Discard",
};
/** As what it does: "Cancels". */
export const DOES_WORDS: Readonly<Record<BulkKind, string>> = {
  cancel: "Cancels",
  rerun: "Reruns",
  replay: "Replays",
  discard: "Discards",
};

/** What a kind is done to. The engine says the same in values, which pages do not load. */
export const targetOf = (kind: BulkKind): "run" | "event" =>
  kind === "replay" || kind === "discard" ? "event" : "run";

export const targetsText = (kind: BulkKind, count: number): string =>
  `${formatCount(count)} ${targetOf(kind)}${count === 1 ? "" : "s"}`;

export const titleOf = ({ kind, name, total }: Pick<ThawedAction, "kind" | "name" | "total">): string =>
  name ?? `${KIND_WORDS[kind]} ${targetsText(kind, total)}`;

export const waitingOf = ({ total, done, failed, skipped }: ThawedAction): number =>
  Math.max(0, total - done - failed - skipped);

/** Whether it ended before it came to its end: what waits is left alone. */
export const isCutShort = ({ status }: Pick<ThawedAction, "status">): boolean =>
  status === "ABORTED" || status === "STOPPED";

export const bulkHref = (id: string): string => `/bulk/${encodeURIComponent(id)}`;
