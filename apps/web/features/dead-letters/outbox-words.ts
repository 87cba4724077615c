/** What the outbox's numbers mean. */

import type { HoleRun, OutboxNow } from "@stageline/engine/read";
import { COUNT_CAP } from "@/components/count-cap";
import { durationText, formatCapped, formatCount } from "@/ui/format-number";

/** Publishing looks at due events every second or so: what waits longer than this is not just on its way (ms). */
const BEHIND_MS = 60_000;

export interface Sentence {
  readonly tone: "good" | "warn" | "crit";
  readonly text: string;
  /** Whether how to set up a sink is worth reading. */
  readonly isAboutSinks?: boolean;
}

/** How long the event waits that waits longest (ms). */
export const lagMs = ({ at, oldestAt }: Pick<OutboxNow, "at" | "oldestAt">): number =>
  oldestAt === null ? 0 : Math.max(0, at.getTime() - oldestAt.getTime());

export function outboxSentence(now: OutboxNow): Sentence {
  const { waiting, unavailable, published } = now;
  const lag = lagMs(now);
  const waitingText = `${formatCapped(waiting, COUNT_CAP)} ${waiting === 1 ? "event waits" : "events wait"}`;
  if (waiting === 0) return { tone: "good", text: "Nothing waits: every event was published, or given up." };
  if (unavailable.runs > 0)
    return {
      tone: "crit",
      text: `No sink answers${unavailable.error === null ? "" : `: ${unavailable.error}`}. ${waitingText}; none of them is given up for that.`,
    };
  if (published === 0 && lag > BEHIND_MS)
    return {
      tone: "warn",
      text: `${waitingText} and none was published in 24 h: no worker has a sink, or none runs.`,
      isAboutSinks: true,
    };
  if (lag > BEHIND_MS)
    return { tone: "warn", text: `Publishing is behind: the oldest event waits for ${durationText(lag)}.` };
  const again = now.retrying.reduce((sum, { tries, runs }) => (tries > 0 ? sum + runs : sum), 0);
  if (again > 0)
    return {
      tone: "good",
      text: `Events are published as they come; ${formatCount(again)} ${again === 1 ? "run waits" : "runs wait"} for one that was refused and is tried again.`,
    };
  return { tone: "good", text: "Events are published as they come." };
}

/** "retried once: 112, twice: 9": runs whose next event was tried in vain, by how often. */
export function retryText(retrying: OutboxNow["retrying"]): string | null {
  const again = retrying.filter(({ tries, runs }) => tries > 0 && runs > 0);
  if (again.length === 0) return null;
  return `retried ${again
    .toSorted((a, b) => a.tries - b.tries)
    .slice(0, 3)
    .map(({ tries, runs }) => `${timesText(tries)}: ${formatCount(runs)}`)
    .join(", ")}`;
}

export const timesText = (tries: number): string =>
  tries === 1 ? "once" : tries === 2 ? "twice" : `${formatCount(tries)} times`;

/** What a run's squares add up to: "6 after the hole, 2 wait". */
export function holeText({ dead, past, waiting }: Pick<HoleRun, "dead" | "past" | "waiting">): string {
  const holes = dead === 1 ? "" : `${formatCount(dead)} holes`;
  const after =
    past === 0 ? "" : dead === 1 ? `${formatCount(past)} after the hole` : `${formatCount(past)} after them`;
  const waits = waiting === 0 ? "" : `${formatCount(waiting)} ${waiting === 1 ? "waits" : "wait"}`;
  const parts = [holes, after, waits].filter((part) => part !== "");
  return parts.length === 0 ? "last event" : parts.join(", ");
}
