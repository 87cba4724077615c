/** Invariant 7: a run's events are numbered without a gap, and delivered in that order. */

import type { RunFacts, Violation } from "./facts.js";

export function numberedWithoutGap({ run, events, lastSequence }: RunFacts): Violation[] {
  const broken = (says: string) => ({ invariant: 7, says: `${says} of run ${run.id}` });
  const gap = events.findIndex(({ sequence }, index) => sequence !== index + 1);
  if (gap !== -1) return [broken(`Event ${gap + 1} is followed by event ${events[gap]?.sequence}`)];
  return (lastSequence ?? 0) === events.length
    ? []
    : [broken(`${events.length} events, and ${lastSequence ?? "no"} as the last sequence given out`)];
}

export function publishedInOrder({ run, events }: RunFacts): Violation[] {
  const waiting = events.findIndex(({ isPublished, isDead }) => !isPublished && !isDead);
  const ahead = waiting === -1 ? undefined : events.slice(waiting).find(({ isPublished }) => isPublished);
  return ahead === undefined
    ? []
    : [
        {
          invariant: 7,
          says: `Event ${ahead.sequence} of run ${run.id} is published, event ${events[waiting]?.sequence} before it is not`,
        },
      ];
}

/** @param delivered sequences of the run's events as a sink received them */
export function deliveredInOrder({ run, events }: RunFacts, delivered: readonly number[]): Violation[] {
  const broken = (says: string) => ({ invariant: 7, says: `${says} of run ${run.id}` });
  const firstSeen = [...new Set(delivered)];
  const late = firstSeen.findIndex((sequence, index) => index > 0 && sequence < (firstSeen[index - 1] ?? 0));
  const missing = events.find(({ sequence, isDead }) => !isDead && !firstSeen.includes(sequence));
  return [
    ...(late === -1
      ? []
      : [broken(`Event ${firstSeen[late]} was delivered after event ${firstSeen[late - 1]}`)]),
    ...(missing === undefined ? [] : [broken(`Event ${missing.sequence} was never delivered`)]),
  ];
}
