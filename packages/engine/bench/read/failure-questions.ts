/** What the page of dead letters asks. */

import { FAILURE_KINDS } from "@stageline/engine/read";
import type { Asking } from "./questions.js";

type Question = (asking: Asking) => Promise<unknown>;

const DAY_MS = 86_400_000;
/** Times of the present: what is dead is looked at live. */
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

export const failureQuestions: Readonly<Record<string, Question>> = {
  "failures: counts": ({ read }) => read.failures.counts(),
  ...Object.fromEntries(
    FAILURE_KINDS.flatMap((kind): [string, Question][] => [
      [
        `failures: groups of ${kind}s, 7 days`,
        ({ read }) => read.failures.groups({ kind, from: daysAgo(7) }),
      ],
      [
        `failures: groups of ${kind}s, 90 days`,
        ({ read }) => read.failures.groups({ kind, from: daysAgo(90) }),
      ],
      [
        `failures: groups of ${kind}s with a word`,
        ({ read }) => read.failures.groups({ kind, from: daysAgo(30), text: "limit" }),
      ],
    ]),
  ),
  "failures: dead events": ({ read }) => read.failures.events({ limit: 50 }),
  "failures: dead events of a type": ({ read }) =>
    read.failures.events({ subject: "stage:completed", limit: 50 }),
  "failures: dead jobs": ({ read }) => read.failures.jobs({ limit: 50 }),
  "failures: runs that failed alike": async ({ read }) => {
    const { groups } = await read.failures.groups({ kind: "run", from: daysAgo(7) });
    const [group] = groups;
    if (group === undefined) throw new Error("No run has failed in the last seven days");
    return read.runs.list({
      status: ["FAILED"],
      workflowId: [group.subject],
      fingerprint: group.fingerprint,
      direction: "after",
      limit: 50,
    });
  },
  "outbox: now": ({ read }) => read.outbox.now(),
  "outbox: holes": ({ read }) => read.outbox.holes({ limit: 12 }),
};
