/** What the page of annotations across runs asks. */

import type { AnnotationSearchFilter } from "@stageline/engine/read";
import type { Question } from "./questions.js";
import type { Samples } from "./samples.js";

const DAY_MS = 86_400_000;
const page = { direction: "after", limit: 50 } as const;

/** The week before a run, most often a new one. */
const aWeek = (samples: Samples) => {
  const to = samples.run().createdAt;
  return { from: new Date(to.getTime() - 7 * DAY_MS), to };
};

const AGENT = { actorKind: "agent", actorId: "decide-agent" } as const;

const NARROWINGS: Readonly<Record<string, Partial<AnnotationSearchFilter>>> = {
  "in a week": {},
  "of a key": { key: "Decision.outcome" },
  "of keys": { keyPrefix: "Decision." },
  "of a kind of actor": { actorKind: "user" },
  "of an actor": { actorKind: "user", actorId: "ana" },
  "of an actor's version": { ...AGENT, actorVersion: "2" },
  "of an actor and a key": { ...AGENT, key: "Decision.outcome" },
  "of an actor and a key that never meet": { actorKind: "user", actorId: "ana", key: "Decision.outcome" },
  "of a value": { key: "Decision.outcome", value: '"rejected"' },
  "of a scope and an attempt": { scope: "stage", attempt: 1 },
  "that nothing is": { keyPrefix: "zzz" },
};

export const annotationQuestions: Readonly<Record<string, Question>> = {
  ...Object.fromEntries(
    Object.entries(NARROWINGS).map(([name, filter]): [string, Question] => [
      `annotations: ${name}`,
      ({ read, samples }) => read.annotations.search({ ...page, ...aWeek(samples), ...filter }),
    ]),
  ),
  "annotations: a page further on": ({ read, samples }) =>
    read.annotations.search({ ...page, cursor: samples.cursor() }),
  "annotations: what narrows a week": ({ read, samples }) => read.annotations.groups(aWeek(samples)),
  "annotations: values of a key in a week": ({ read, samples }) =>
    read.annotations.values({ ...aWeek(samples), key: "Decision.outcome", buckets: 24 }),
  "annotations: numbers of a key in a week": ({ read, samples }) =>
    read.annotations.values({ ...aWeek(samples), key: "Decision.confidence", buckets: 24 }),
  "annotations: values of an actor's version in a week": ({ read, samples }) =>
    read.annotations.values({
      ...aWeek(samples),
      ...AGENT,
      actorVersion: "2",
      key: "Decision.outcome",
      buckets: 24,
    }),
  "annotations: versions of an actor": ({ read }) => read.annotations.versions(AGENT),
};
