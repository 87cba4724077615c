/** A workflow: groups of stages in order, with types that flow from one group into the next. */

import { createHash } from "node:crypto";
import { z } from "zod";
import { DefinitionError } from "../errors.js";
import type { GroupShape, StoredWorkflow } from "../workflow-shape.js";
import { type AnyStage, isSuspending } from "./any-stage.js";
import { DEFINITION_ID } from "./stage.js";

export interface WorkflowOptions<Id extends string, Input extends z.ZodType> {
  /** Unique among the workflows of an installation; same characters as a stage's id. */
  id: Id;
  name: string;
  description?: string;
  input: Input;
}

export interface WorkflowDefinition<Id extends string = string, Input = unknown, Output = unknown> {
  readonly id: Id;
  readonly name: string;
  readonly description: string | undefined;
  readonly input: z.ZodType<Input>;
  readonly groups: readonly (readonly AnyStage[])[];
  /** What is stored of it. */
  readonly shape: StoredWorkflow;
  stage(stageId: string): AnyStage | undefined;
  /** Only for the compiler. */
  readonly __output?: Output;
}

/** Satisfied only when the stage accepts what the group before it gives; else names both sides in the error. */
type Accepts<Stage extends AnyStage, Given> =
  Given extends z.input<Stage["schemas"]["input"]>
    ? Stage
    : {
        readonly __error: "This stage does not accept the output of the group before it";
        readonly given: Given;
        readonly accepted: z.input<Stage["schemas"]["input"]>;
      };

type AllAccept<Stages extends readonly AnyStage[], Given> = {
  [Index in keyof Stages]: Accepts<Stages[Index], Given>;
};

type OutputsOf<Stages extends readonly AnyStage[]> = {
  [Stage in Stages[number] as Stage["id"]]: z.output<Stage["schemas"]["output"]>;
};

/** Immutable: each call gives a new builder. */
export interface WorkflowBuilder<Id extends string, Input, Given> {
  /** Adds a group of one stage. It gets the output of the group before it. */
  pipe<Stage extends AnyStage>(
    stage: Stage & Accepts<Stage, Given>,
  ): WorkflowBuilder<Id, Input, z.output<Stage["schemas"]["output"]>>;
  /** Adds a group of stages that run side by side. The next group gets `{ [stageId]: output }`. */
  parallel<const Stages extends readonly [AnyStage, ...AnyStage[]]>(
    stages: Stages & AllAccept<Stages, Given>,
  ): WorkflowBuilder<Id, Input, OutputsOf<Stages>>;
  /** @throws {DefinitionError} if the workflow has no stage */
  build(): WorkflowDefinition<Id, Input, Given>;
}

/**
 * Starts the definition of a workflow.
 *
 * @example
 * defineWorkflow({ id: "digest", name: "Digest", input: z.object({ text: z.string() }) }).pipe(split).parallel([summarise, translate]).build()
 */
export function defineWorkflow<const Id extends string, Input extends z.ZodType>(
  options: WorkflowOptions<Id, Input>,
): WorkflowBuilder<Id, z.input<Input>, z.output<Input>> {
  if (!DEFINITION_ID.test(options.id)) {
    throw new DefinitionError(
      `Workflow id ${JSON.stringify(options.id)} must be 1 to 100 letters, digits, ".", "_" or "-", starting with a letter or digit`,
    );
  }
  return builder(options, []);
}

function builder<Id extends string, Input, Given>(
  options: WorkflowOptions<Id, z.ZodType>,
  groups: readonly (readonly AnyStage[])[],
): WorkflowBuilder<Id, Input, Given> {
  const add = (stages: readonly AnyStage[]) => {
    const known = new Set(groups.flat().map(({ id }) => id));
    for (const { id } of stages) {
      if (known.has(id))
        throw new DefinitionError(`Workflow ${options.id}: stage id ${JSON.stringify(id)} is used twice`);
      known.add(id);
    }
    return [...groups, stages];
  };
  return {
    pipe: (stage) => builder(options, add([stage as AnyStage])),
    parallel: (stages) => builder(options, add(stages as readonly AnyStage[])),
    build: () => build(options, groups) as WorkflowDefinition<Id, Input, Given>,
  };
}

function build(
  options: WorkflowOptions<string, z.ZodType>,
  groups: readonly (readonly AnyStage[])[],
): WorkflowDefinition {
  if (groups.length === 0)
    throw new DefinitionError(`Workflow ${options.id} has no stage: add one with .pipe(stage)`);
  const stages = new Map(groups.flat().map((stage) => [stage.id, stage]));
  return Object.freeze({
    id: options.id,
    name: options.name,
    description: options.description,
    input: options.input,
    groups: Object.freeze(groups.map((group) => Object.freeze([...group]))),
    shape: Object.freeze(shapeOf(options, groups)),
    stage: (stageId: string) => stages.get(stageId),
  });
}

function shapeOf(
  options: WorkflowOptions<string, z.ZodType>,
  groups: readonly (readonly AnyStage[])[],
): StoredWorkflow {
  let number = 0;
  const groupShapes: GroupShape[] = groups.map((stages, index) => ({
    number: index + 1,
    stages: stages.map((stage) => ({
      id: stage.id,
      name: stage.name,
      number: ++number,
      maxAttempts: stage.retry.maxAttempts,
      timeoutMs: stage.timeoutMs ?? null,
      suspends: isSuspending(stage),
      inputSchema: jsonSchemaOf(stage.schemas.input),
      outputSchema: jsonSchemaOf(stage.schemas.output),
      configSchema: stage.schemas.config === undefined ? null : jsonSchemaOf(stage.schemas.config),
    })),
  }));
  const content = {
    name: options.name,
    description: options.description ?? null,
    groups: groupShapes,
    inputSchema: jsonSchemaOf(options.input),
    configSchema: runConfigSchema(groups.flat()),
  };
  return {
    workflowId: options.id,
    contentHash: createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12),
    ...content,
  };
}

/** The schema of what goes in; null for what JSON Schema has no words for, such as transforms of a custom class. */
function jsonSchemaOf(schema: z.ZodType): Record<string, z.core.util.JSONType> | null {
  try {
    const { "~standard": _, ...json } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    return JSON.parse(JSON.stringify(json));
  } catch {
    return null;
  }
}

function runConfigSchema(stages: readonly AnyStage[]): Record<string, z.core.util.JSONType> | null {
  const members = stages.flatMap((stage) =>
    stage.schemas.config ? [[stage.id, stage.schemas.config.optional()] as const] : [],
  );
  return members.length === 0 ? null : jsonSchemaOf(z.strictObject(Object.fromEntries(members)));
}
