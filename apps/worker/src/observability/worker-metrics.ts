/** Counts what the worker's loops do. */

import { Counter, Gauge, type Registry } from "prom-client";
import type { Slots, WorkerSigns } from "./signs.js";

export interface WorkerMetricsOptions {
  registry: Registry;
  version: string;
  /** Asked when the metrics are read. */
  slots(): Slots;
}

/** Budgets that get a label of their own. */
const BUDGETS_MAX = 300;

export function workerMetrics({ registry, version, slots }: WorkerMetricsOptions): WorkerSigns {
  const registers = [registry];
  new Gauge({
    name: "stageline_worker_info",
    help: "1, with the version of the worker",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  new Gauge({
    name: "stageline_slots",
    help: "Stages this worker runs at once: busy and total",
    labelNames: ["state"],
    registers,
    collect() {
      const { busy, total } = slots();
      this.set({ state: "busy" }, busy);
      this.set({ state: "total" }, total);
    },
  });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `stageline_${name}`, help, labelNames, registers });
  const leasesLost = counter("leases_lost_total", "Leases that ended while a stage was running here", []);
  const swept = counter("swept_total", "What sweeps found", ["sweep", "result"]);
  const events = counter("events_total", "Events that left the outbox: published, failed, dead", ["result"]);
  const budgetLabels = ["kind", "target", "period"] as const;
  const budgetUsd = (name: string, help: string) =>
    new Gauge({ name: `stageline_budget_${name}_usd`, help, labelNames: budgetLabels, registers });
  const limits = budgetUsd("limit", "US dollars that may be spent in the period");
  const spent = budgetUsd("spent", "US dollars spent in the period that is now");
  const beats = counter("heartbeats_total", "Times the leases of this worker were renewed", []);
  const fetches = counter("fetches_total", "Times this worker looked for work", []);

  return {
    fetched: () => fetches.inc(),
    beat: () => beats.inc(),
    leasesLost: (count) => leasesLost.inc(count),
    swept(sweep, found) {
      for (const [result, count] of Object.entries(found)) swept.inc({ sweep, result }, count);
    },
    budgetsSeen(budgets) {
      // Budgets that were taken away are not shown any more.
      limits.reset();
      spent.reset();
      for (const { targetKind: kind, targetId: target, period, limitUsd, spentUsd } of budgets.slice(
        0,
        BUDGETS_MAX,
      )) {
        limits.set({ kind, target, period }, limitUsd);
        spent.set({ kind, target, period }, spentUsd);
      }
    },
    eventsFlushed(counts) {
      for (const result of ["published", "failed", "dead"] as const) events.inc({ result }, counts[result]);
    },
  };
}
