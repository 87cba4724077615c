/** What every command gets to work with. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { WorkflowDefinition } from "../domain/definition/workflow.js";
import type { Clock } from "../ports/clock.js";
import type { KernelStore } from "../ports/kernel-store.js";

export interface KernelContext {
  readonly store: KernelStore;
  /** The workflows whose code is here, by id. Empty where runs are only started and looked at. */
  readonly workflows: ReadonlyMap<string, WorkflowDefinition>;
  readonly clock: Clock;
  /** Names this process in leases, logs and events. */
  readonly workerId: string;
  /** What `ctx.ai()` wraps when the stage names no model. */
  readonly model: LanguageModelV4 | undefined;
}
