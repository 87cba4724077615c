/** What is happening in a run, or how it ended, in one sentence or two. */

import type { RunView, StageView } from "@stageline/engine/read";
import { attemptNumber } from "@/components/attempt";
import { durationText, formatCount } from "@/ui/format-number";

/** A piece of the sentence: plain, a name (`em`) or a fact (`b`). */
export interface Phrase {
  readonly text: string;
  readonly as?: "em" | "b";
}

const name = (text: string): Phrase => ({ text, as: "em" });
const fact = (text: string): Phrase => ({ text, as: "b" });
const plain = (text: string): Phrase => ({ text });

/** Names beyond this many are counted. */
const NAMED = 3;

/** @param stages every attempt; only those that count are spoken of */
export function statusSentence(run: RunView, stages: readonly StageView[], now: number): readonly Phrase[] {
  const current = stages.filter(({ isCurrent }) => isCurrent);
  switch (run.status) {
    case "PENDING":
      return [
        plain("Waiting for a worker for "),
        fact(since(run.createdAt, now)),
        plain(". A worker that knows this workflow takes it next."),
      ];
    case "RUNNING":
    case "SUSPENDED":
      return moving(current, now);
    case "COMPLETED":
      return completed(run, current);
    case "FAILED":
      return failed(run, current);
    case "CANCELLED":
      return [plain(ending(run.errorMessage ?? "Cancelled"))];
    case "SKIPPED":
      return [plain("Skipped.")];
  }
}

const since = (date: Date, now: number): string => durationText(now - date.getTime());

const ending = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text : `${text}.`);

/** A message this long is told to its end where the stage is. */
const GIST_CHARS = 220;

const gist = (message: string): string =>
  message.length <= GIST_CHARS ? ending(message) : `${message.slice(0, GIST_CHARS).replace(/\s+\S*$/, "")} …`;

function moving(current: readonly StageView[], now: number): readonly Phrase[] {
  const running = current.filter(({ status }) => status === "RUNNING");
  const suspended = current.filter(({ status }) => status === "SUSPENDED");
  const queued = current.filter(({ status }) => status === "PENDING");
  if (running.length > 0) {
    const [first] = running;
    const progress = running.length === 1 ? first?.progressText : null;
    return [
      plain("Running "),
      ...names(running),
      ...(first?.startedAt ? [plain(" for "), fact(since(earliest(running), now))] : []),
      ...(progress ? [plain(`: ${progress}`)] : []),
      plain("."),
      ...siblings(current, running),
    ];
  }
  if (suspended.length > 0) {
    const [first] = suspended;
    const poll = first?.nextPollAt;
    return [
      plain("Waiting outside in "),
      ...names(suspended),
      ...(first?.suspendedAt ? [plain(" for "), fact(since(first.suspendedAt, now))] : []),
      plain("."),
      ...(poll
        ? [
            plain(
              poll.getTime() > now
                ? ` Next poll in ${durationText(poll.getTime() - now)}.`
                : " A poll is due.",
            ),
          ]
        : []),
    ];
  }
  const held = queued.filter(({ holdReason }) => holdReason !== null);
  if (queued.length > 0 && held.length === queued.length) {
    return [
      ...names(held),
      plain(held.length === 1 ? " is held: " : " are held: "),
      plain(gist(held[0]?.holdReason ?? "")),
    ];
  }
  if (queued.length > 0) {
    const retried = queued.find(({ deliveries }) => deliveries > 0);
    return [
      ...names(queued),
      plain(queued.length === 1 ? " waits for a worker." : " wait for a worker."),
      ...(retried ? [plain(` ${retried.stageName} is tried again after ${times(retried.deliveries)}.`)] : []),
    ];
  }
  return [plain("Going on to the next group.")];
}

const times = (count: number): string => (count === 1 ? "one try" : `${count} tries`);

const earliest = (stages: readonly StageView[]): Date =>
  stages.reduce(
    (first, { startedAt }) => (startedAt && startedAt < first ? startedAt : first),
    new Date(8.64e15),
  );

function names(stages: readonly StageView[]): readonly Phrase[] {
  const shown = stages.slice(0, NAMED);
  const rest = stages.length - shown.length;
  return shown.flatMap(({ stageName }, index): Phrase[] => {
    const isLast = index === shown.length - 1;
    const separator = index === 0 ? "" : isLast && rest === 0 ? " and " : ", ";
    return [
      ...(separator ? [plain(separator)] : []),
      name(stageName),
      ...(isLast && rest > 0 ? [plain(` and ${formatCount(rest)} more`)] : []),
    ];
  });
}

/** How far the group is whose stages run. */
function siblings(current: readonly StageView[], running: readonly StageView[]): readonly Phrase[] {
  const group = running[0]?.executionGroup;
  const members = current.filter(({ executionGroup }) => executionGroup === group);
  const done = members.filter(({ status }) => status === "COMPLETED" || status === "SKIPPED").length;
  if (members.length < 2 || done === 0) return [];
  return [plain(` ${done} of ${members.length} stages of group ${group} are done.`)];
}

function completed(run: RunView, current: readonly StageView[]): readonly Phrase[] {
  const failures = current.filter(({ deliveries }) => deliveries > 1);
  return [
    plain("Completed"),
    ...(run.duration === null ? [] : [plain(" in "), fact(durationText(run.duration))]),
    plain(`: ${formatCount(current.length)} ${current.length === 1 ? "stage" : "stages"}`),
    ...(run.counts.aiCalls > 0
      ? [plain(`, ${formatCount(run.counts.aiCalls)} AI ${run.counts.aiCalls === 1 ? "call" : "calls"}`)]
      : []),
    plain(run.attempt > 0 ? `, at attempt ${attemptNumber(run.attempt)}.` : "."),
    ...(failures.length > 0 ? [plain(" "), ...names(failures), plain(" needed more than one try.")] : []),
  ];
}

function failed(run: RunView, current: readonly StageView[]): readonly Phrase[] {
  const [stage] = current.filter(({ status }) => status === "FAILED");
  const message = stage?.errorMessage ?? run.errorMessage ?? "no message was recorded";
  if (stage === undefined) return [plain(`Failed: ${gist(message)}`)];
  return [
    plain("Failed in "),
    name(stage.stageName),
    ...(stage.attempt > 0 ? [plain(`, attempt ${attemptNumber(stage.attempt)}`)] : []),
    ...(stage.deliveries > 1 ? [plain(` after ${times(stage.deliveries)}`)] : []),
    plain(`: ${gist(message)}`),
  ];
}
