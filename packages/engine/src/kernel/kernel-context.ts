/** What every command gets to work with. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { BatchModel } from "../domain/definition/batch-model.js";
import type { WorkflowDefinition } from "../domain/definition/workflow.js";
import type { Clock } from "../ports/clock.js";
import type { EventSink } from "../ports/event-sink.js";
import type { KernelObserver } from "../ports/kernel-observer.js";
import type { KernelStore } from "../ports/kernel-store.js";
import type { Deed } from "./acting.js";
import type { CreateItem } from "./create-runs.js";
import type { CurrentPrices } from "./current-prices.js";
import type { GroupCommit } from "./group-commit.js";
import type { Limits } from "./holds/limits.js";
import type { SinkHealth } from "./outbox/sink-health.js";
import type { ReportedRest } from "./stage-run/live-report.js";
import type { Settled, Settlement } from "./stage-run/settlement.js";
import type { Timers } from "./timers.js";

export interface KernelContext {
  readonly store: KernelStore;
  /** The workflows whose code is here, by id. Empty where runs are only started and looked at. */
  readonly workflows: ReadonlyMap<string, WorkflowDefinition>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Names this process in leases, logs and events. */
  readonly workerId: string;
  /** What `ctx.ai()` wraps when the stage names no model. */
  readonly model: LanguageModelV4 | undefined;
  /** What `ctx.batch()` serves when the stage names none. */
  readonly batchModel: BatchModel | undefined;
  readonly observer: KernelObserver;
  /** Where events are published. */
  readonly sinks: readonly EventSink[];
  readonly sinkHealth: SinkHealth;
  /** What is known here of budgets and pauses. */
  readonly limits: Limits;
  /** What calls are priced by. */
  readonly prices: CurrentPrices;
  /** Says what a command changed, for the audit log, when somebody asked for it; else nobody hears it. */
  readonly acted: (deed: Deed) => void;
  /** Runs to be stored. */
  readonly creations: GroupCommit<CreateItem, undefined>;
  /** Stages that ended and wait to be written. */
  readonly settlements: GroupCommit<Settlement, Settled>;
  /** What working stages tell meanwhile. */
  readonly liveReports: GroupCommit<ReportedRest, undefined>;
}
