/**
 * Says what is wrong with a store after faults: every invariant of durable execution, checked row by row.
 *
 * Look with {@link Oracle.observe} while faults happen (that versions only grow shows only over time), and with
 * {@link Oracle.check} when nobody writes any more. 10,000 runs take seconds.
 */

import {
  everyRunHasEnded,
  everyRunIsThere,
  oneEffectPerKey,
  type RunTrace,
  traceOf,
} from "./oracle/acknowledgements.js";
import { deliveredInOrder, numberedWithoutGap, publishedInOrder } from "./oracle/event-order.js";
import type { Execution, Expectations, FactSource, RunFacts, Standing, Violation } from "./oracle/facts.js";
import { grouped } from "./oracle/grouped.js";
import { changedForTheWorse } from "./oracle/growth.js";
import { canGoOn, endOnce, looksAsItEnded } from "./oracle/run-endings.js";
import { costsAddUp } from "./oracle/spending.js";
import { commitsOnce, deliveriesBounded, groupsInOrder, oneLease } from "./oracle/stage-commits.js";

export * from "./oracle/facts.js";
export { INVARIANTS } from "./oracle/invariants.js";
export { memoryFacts } from "./oracle/memory-facts.js";
export { sqlFacts } from "./oracle/sql-facts.js";

export interface Oracle {
  /** Notes where everything stands, to compare the next look with. */
  observe(): Promise<void>;
  /** Everything that is wrong, what was seen by {@link observe} included; empty when all is well. */
  check(expectations?: Expectations): Promise<Violation[]>;
}

export function createOracle(source: FactSource): Oracle {
  let runs: ReadonlyMap<string, Standing> = new Map();
  let stages: ReadonlyMap<string, Standing> = new Map();
  const observed: Violation[] = [];
  const observe = async () => {
    const seen = await source.standings();
    observed.push(...changedForTheWorse("run", runs, seen.runs));
    observed.push(...changedForTheWorse("stage row", stages, seen.stages));
    runs = new Map(seen.runs.map((row) => [row.id, row]));
    stages = new Map(seen.stages.map((row) => [row.id, row]));
  };
  return {
    observe,
    async check({ acknowledged = [], executions = [], delivered, isAtRest = true } = {}) {
      await observe();
      const ran = grouped(executions, ({ runId }) => runId);
      const received = delivered && grouped(delivered, ({ runId }) => runId);
      const traces = new Map<string, RunTrace>();
      const violations: Violation[] = [];
      for await (const page of source.runs()) {
        for (const facts of page) {
          traces.set(facts.run.id, traceOf(facts));
          violations.push(...violationsOfRun(facts, ran.get(facts.run.id)));
          if (received === undefined) continue;
          const sequences = (received.get(facts.run.id) ?? []).map(({ sequence }) => sequence);
          violations.push(...deliveredInOrder(facts, sequences));
        }
      }
      violations.push(...everyRunIsThere(traces, acknowledged));
      if (isAtRest) violations.push(...everyRunHasEnded(traces.values()));
      violations.push(...oneEffectPerKey(traces, await source.keys(), acknowledged));
      for (const { table, runId } of await source.orphans()) {
        violations.push({
          invariant: 13,
          says: `A row of ${table} points at run ${runId}, which does not exist`,
        });
      }
      return [...observed, ...violations].sort((a, b) => a.invariant - b.invariant);
    },
  };
}

/** What one run alone can show. */
export function violationsOfRun(facts: RunFacts, executions: readonly Execution[] = []): Violation[] {
  return [
    ...endOnce(facts),
    ...commitsOnce(facts, executions),
    ...groupsInOrder(facts),
    ...oneLease(facts, executions),
    ...canGoOn(facts),
    ...numberedWithoutGap(facts),
    ...publishedInOrder(facts),
    ...costsAddUp(facts),
    ...deliveriesBounded(facts, executions),
    ...looksAsItEnded(facts),
  ];
}
