/** The kernel: takes commands, one way in. */

import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { z } from "zod";
import type { WorkflowDefinition } from "../domain/definition/workflow.js";
import { DefinitionError } from "../domain/errors.js";
import { newId } from "../domain/ids.js";
import { type Clock, systemClock } from "../ports/clock.js";
import type { KernelStore } from "../ports/kernel-store.js";
import { parse } from "./command.js";
import { commands } from "./commands/index.js";
import type { KernelContext } from "./kernel-context.js";

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
}

export interface Kernel {
  readonly workflows: readonly WorkflowDefinition[];
  readonly workerId: string;
  /**
   * Carries out one command. All its writes commit together.
   *
   * @throws {InvalidInputError} if the input does not fit the command
   */
  dispatch<Type extends CommandType>(type: Type, input: CommandInput<Type>): Promise<CommandResult<Type>>;
}

/** @throws {DefinitionError} if two workflows share an id */
export function createKernel({
  store,
  workflows = [],
  clock = systemClock,
  workerId = newId(),
  model,
}: KernelOptions): Kernel {
  const byId = new Map(workflows.map((workflow) => [workflow.id, workflow]));
  if (byId.size !== workflows.length) throw new DefinitionError("Two workflows have the same id");
  const context: KernelContext = { store, workflows: byId, clock, workerId, model };
  const byType = new Map<string, AnyCommand>(commands.map((command) => [command.type, command]));
  return {
    workflows,
    workerId,
    dispatch: <Type extends CommandType>(type: Type, input: CommandInput<Type>) =>
      run<CommandResult<Type>>(byType, context, type, input),
  };
}

/** The list's types tie `input` and result to `type`; inside, the command is one of many and the tie is lost. */
async function run<Result>(
  byType: ReadonlyMap<string, AnyCommand>,
  context: KernelContext,
  type: string,
  input: unknown,
): Promise<Result> {
  const command = byType.get(type);
  if (command === undefined) throw new DefinitionError(`There is no command ${JSON.stringify(type)}`);
  const handle = command.handle as (context: KernelContext, input: unknown) => Promise<unknown>;
  return (await handle(context, parse(command.type, command.input, input))) as Result;
}
