/** The kernel: takes commands, one way in. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { z } from "zod";
import type { PriceBook } from "../ai/price-book.js";
import type { BatchModel } from "../domain/definition/batch-model.js";
import type { WorkflowDefinition } from "../domain/definition/workflow.js";
import { DefinitionError } from "../domain/errors.js";
import { newId } from "../domain/ids.js";
import { type Clock, systemClock } from "../ports/clock.js";
import type { EventSink } from "../ports/event-sink.js";
import type { BatchWritten, KernelObserver } from "../ports/kernel-observer.js";
import type { KernelStore } from "../ports/kernel-store.js";
import { type Acting, actingAs } from "./acting.js";
import { parse } from "./command.js";
import { commands } from "./commands/index.js";
import { createRuns } from "./create-runs.js";
import { currentPrices } from "./current-prices.js";
import { groupCommit } from "./group-commit.js";
import { createLimits } from "./holds/limits.js";
import type { KernelContext } from "./kernel-context.js";
import { SinkHealth } from "./outbox/sink-health.js";
import { callsOf, writeLive } from "./stage-run/live-report.js";
import { settleStages } from "./stage-run/settle-stages.js";
import { systemTimers, type Timers } from "./timers.js";
import { inBatchSpan } from "./tracing.js";
import { hintingViewers } from "./viewer-hints.js";

type AnyCommand = (typeof commands)[number];
export type CommandType = AnyCommand["type"];
type CommandOf<Type extends CommandType> = Extract<AnyCommand, { type: Type }>;
/** What a command takes. */
export type CommandInput<Type extends CommandType> = z.input<CommandOf<Type>["input"]>;
/** What a command answers. */
export type CommandResult<Type extends CommandType> = Awaited<ReturnType<CommandOf<Type>["handle"]>>;

export interface KernelOptions {
  store: KernelStore;
  /** Default: none, for a process that starts and looks at runs but executes nothing. */
  workflows?: readonly WorkflowDefinition[];
  /** Default: the process's clock. */
  clock?: Clock;
  /** Default: a new id. */
  workerId?: string;
  /** What `ctx.ai()` wraps when a stage names no model. */
  model?: LanguageModelV4;
  /** What `ctx.batch()` and batch stages use when they name none. */
  batchModel?: BatchModel;
  /** Told of what was committed. Default: wake-ups are sent for new work, and nothing else. */
  observer?: KernelObserver;
  /**
   * Where `outbox.flush` publishes events. Each gets what the one before it accepted, so the one that fails most often
   * comes first. Default: none.
   */
  sinks?: readonly EventSink[];
  /** What calls are priced by. Default: the store's own prices over the kept list, read again once a minute. */
  prices?: PriceBook;
  /** Default: the process's own. */
  timers?: Timers;
}

export interface Kernel {
  readonly workflows: readonly WorkflowDefinition[];
  readonly workerId: string;
  /**
   * Carries out one command. All its writes commit together.
   *
   * @param options.by who asked for it: what it changes and its entries in the audit log commit together
   * @throws {InvalidInputError} if the input does not fit the command
   */
  dispatch<Type extends CommandType>(
    type: Type,
    input: CommandInput<Type>,
    options?: { by?: Acting },
  ): Promise<CommandResult<Type>>;
}

/** @throws {DefinitionError} if two workflows share an id */
export function createKernel(options: KernelOptions): Kernel {
  const { workflows = [], workerId = newId() } = options;
  const context = contextOf({ ...options, workflows, workerId });
  const byType = new Map<string, AnyCommand>(commands.map((command) => [command.type, command]));
  return {
    workflows,
    workerId,
    dispatch: <Type extends CommandType>(
      type: Type,
      input: CommandInput<Type>,
      { by }: { by?: Acting } = {},
    ) => run<CommandResult<Type>>(byType, context, { type, input, by }),
  };
}

function contextOf({
  store,
  workflows,
  clock = systemClock,
  workerId,
  model,
  batchModel,
  observer: given = wakesOthers(store),
  sinks = [],
  prices,
  timers = systemTimers,
}: KernelOptions & Required<Pick<KernelOptions, "workflows" | "workerId">>): KernelContext {
  const observer = hintingViewers(given, store.wakeUps);
  const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]));
  if (byId.size !== workflows.length) throw new DefinitionError("Two workflows have the same id");
  const batches = (kind: BatchWritten["kind"]) => ({
    timers,
    onWritten: (size: number, tookMs: number) => observer.batchWritten?.({ kind, size, tookMs }),
  });
  const context: KernelContext = {
    store,
    workflows: byId,
    clock,
    timers,
    workerId,
    model,
    batchModel,
    observer,
    sinks,
    sinkHealth: new SinkHealth(clock),
    prices:
      prices === undefined
        ? currentPrices({ modelPrices: store.modelPrices, clock, timers })
        : { book: () => prices },
    acted: () => undefined,
    limits: createLimits({ store, clock, workerId, onUsedUp: (budget) => observer.budgetUsedUp?.(budget) }),
    creations: groupCommit({
      ...batches("create"),
      write: (items) => done(items, createRuns(context, items)),
    }),
    settlements: groupCommit({
      ...batches("settle"),
      // What was committed unseen has ended its leases: a second try changes nothing.
      isRepeatable: true,
      write: async (items) => {
        const settled = await inBatchSpan("settle", items.length, () => settleStages(context, items), store);
        for (const { report } of items) context.limits.stored(callsOf(report));
        return settled;
      },
    }),
    liveReports: groupCommit({
      ...batches("report"),
      // A batch that was committed unseen is recognised by its marker.
      isRepeatable: true,
      write: async (items) => {
        const written = await done(items, writeLive(context, items));
        for (const report of items) context.limits.stored(callsOf(report));
        return written;
      },
    }),
  };
  return context;
}

/** For writes that answer nothing but that they are committed. */
const done = async (items: readonly unknown[], writing: Promise<void>): Promise<undefined[]> => {
  await writing;
  return items.map(() => undefined);
};

const wakesOthers = ({ wakeUps }: KernelStore): KernelObserver => ({
  workAppeared({ runs, jobs, dueInMs = 0 }) {
    if (dueInMs > 0) return;
    if (runs > 0) wakeUps.send("runs");
    if (jobs > 0) wakeUps.send("jobs");
  },
});

/** The list's types tie `input` and result to `type`; inside, the command is one of many and the tie is lost. */
async function run<Result>(
  byType: ReadonlyMap<string, AnyCommand>,
  context: KernelContext,
  { type, input, by }: { type: string; input: unknown; by: Acting | undefined },
): Promise<Result> {
  const command = byType.get(type);
  if (command === undefined) throw new DefinitionError(`There is no command ${JSON.stringify(type)}`);
  const handle = command.handle as (context: KernelContext, input: unknown) => Promise<unknown>;
  const parsed = parse(command.type, command.input, input);
  if (by === undefined) return (await handle(context, parsed)) as Result;
  return (await actingAs(context, { by, action: type }, (acting) => handle(acting, parsed))) as Result;
}
