/** What two attempts state, beside each other. */

import type { AiCallView, AnnotationView } from "@stageline/engine/read";
import { shortTopic } from "../short-topic";
import type { StagePair } from "./compare-stages";

export interface FactPair {
  readonly id: string;
  readonly key: string;
  readonly change: "added" | "changed" | "gone";
  readonly before: AnnotationView | null;
  readonly after: AnnotationView | null;
}

export interface FactChanges {
  readonly pairs: readonly FactPair[];
  /** How many each attempt states. */
  readonly before: number;
  readonly after: number;
}

type Side = "before" | "after";

const ORDER = { changed: 0, added: 1, gone: 2 } as const;

/**
 * Facts are the same when their key, stage and scope are; of several the last one stated counts.
 *
 * @param annotations of the run, oldest first
 * @param attempts the two attempts, from 0, that statements about the whole run belong to
 */
export function factChanges(
  annotations: readonly AnnotationView[],
  pairs: readonly StagePair[],
  attempts: readonly [number, number],
): FactChanges {
  const of = (side: Side, attempt: number) => {
    const records = new Set(pairs.flatMap((pair) => pair[side]?.id ?? []));
    return annotations.filter(({ stageRecordId, attempt: stated }) =>
      stageRecordId === null ? stated === attempt : records.has(stageRecordId),
    );
  };
  const before = of("before", attempts[0]);
  const after = of("after", attempts[1]);
  const last = (facts: readonly AnnotationView[]) => new Map(facts.map((fact) => [about(fact), fact]));
  const [was, is] = [last(before), last(after)];
  const changes = [...new Set([...was.keys(), ...is.keys()])].flatMap((id): FactPair[] => {
    const [old, fresh] = [was.get(id) ?? null, is.get(id) ?? null];
    const key = (fresh ?? old)?.key ?? "";
    if (old === null) return [{ id, key, change: "added", before: null, after: fresh }];
    if (fresh === null) return [{ id, key, change: "gone", before: old, after: null }];
    if (old.valuePreview === fresh.valuePreview) return [];
    return [{ id, key, change: "changed", before: old, after: fresh }];
  });
  return {
    pairs: changes.toSorted((a, b) => ORDER[a.change] - ORDER[b.change] || (a.key < b.key ? -1 : 1)),
    before: before.length,
    after: after.length,
  };
}

const about = ({ key, stageId, scope, scopeId }: AnnotationView): string =>
  JSON.stringify([key, stageId, scope, scopeId]);

export interface TopicPair {
  readonly topic: string;
  readonly before: TopicSum | null;
  readonly after: TopicSum | null;
  readonly costDelta: number;
  readonly tokenDelta: number;
}

export interface TopicSum {
  readonly calls: number;
  readonly costUsd: number;
  readonly tokens: number;
  readonly models: readonly string[];
  /** The topic's first call: its prompt stands for the others. */
  readonly firstId: string;
}

export interface CallChanges {
  /** Largest change first; topics of kept stages are left out. */
  readonly pairs: readonly TopicPair[];
  readonly before: number;
  readonly after: number;
}

/** @param calls of the run, oldest first */
export function callChanges(calls: readonly AiCallView[], stages: readonly StagePair[]): CallChanges {
  const of = (side: Side, isToCompare: boolean) => {
    const executions = new Set(
      stages.flatMap((pair) => {
        const record = pair[side];
        return record === null || (isToCompare && pair.isKept) ? [] : [`${record.stageId}:${record.attempt}`];
      }),
    );
    return calls.filter(({ stageId, attempt }) => executions.has(`${stageId}:${attempt}`));
  };
  const [was, is] = [byTopic(of("before", true)), byTopic(of("after", true))];
  const pairs = [...new Set([...was.keys(), ...is.keys()])].map((topic): TopicPair => {
    const [before, after] = [was.get(topic) ?? null, is.get(topic) ?? null];
    return {
      topic,
      before,
      after,
      costDelta: (after?.costUsd ?? 0) - (before?.costUsd ?? 0),
      tokenDelta: (after?.tokens ?? 0) - (before?.tokens ?? 0),
    };
  });
  return {
    pairs: pairs.toSorted(
      (a, b) =>
        Math.abs(b.costDelta) - Math.abs(a.costDelta) || Math.abs(b.tokenDelta) - Math.abs(a.tokenDelta),
    ),
    before: of("before", false).length,
    after: of("after", false).length,
  };
}

function byTopic(calls: readonly AiCallView[]): ReadonlyMap<string, TopicSum> {
  const sums = new Map<string, TopicSum>();
  for (const { id, topic, cost, inputTokens, outputTokens, modelKey, stageId } of calls) {
    const part = shortTopic(topic);
    const name = part === `stage.${stageId}` ? part.slice("stage.".length) : `${stageId}.${part}`;
    const sum = sums.get(name) ?? { calls: 0, costUsd: 0, tokens: 0, models: [], firstId: id };
    sums.set(name, {
      calls: sum.calls + 1,
      costUsd: sum.costUsd + cost,
      tokens: sum.tokens + inputTokens + outputTokens,
      models: sum.models.includes(modelKey) ? sum.models : [...sum.models, modelKey],
      firstId: sum.firstId,
    });
  }
  return sums;
}
