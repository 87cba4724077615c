/** Define work, run the kernel, read what is stored. */

export * from "./domain/backoff.js";
export * from "./domain/definition/any-stage.js";
export * from "./domain/definition/async-batch-stage.js";
export * from "./domain/definition/stage.js";
export * from "./domain/definition/workflow.js";
export * from "./domain/errors.js";
export * from "./domain/records.js";
export * from "./domain/status.js";
export * from "./domain/workflow-shape.js";
export { RETENTION_DAYS } from "./kernel/commands/retention-prune.js";
export { EVENT_TYPES, type EventType } from "./kernel/events.js";
export * from "./kernel/kernel.js";
export type { NextWish, TakesNext } from "./kernel/stage-run/settlement.js";
export { systemTimers, type Timers } from "./kernel/timers.js";
export * from "./ports/ai-call-logger.js";
export * from "./ports/begun-stage.js";
export * from "./ports/clock.js";
export * from "./ports/engine-persistence.js";
export * from "./ports/event-sink.js";
export * from "./ports/hot-path.js";
export * from "./ports/job-queue.js";
export * from "./ports/kernel-observer.js";
export * from "./ports/kernel-store.js";
export * from "./ports/outbox.js";
export * from "./ports/retention.js";
export * from "./ports/wake-ups.js";
export * from "./ports/workflow-persistence.js";
