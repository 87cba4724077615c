/** The workflows of the simulated worlds. What their stages do is for the world to say. */

import { z } from "zod";
import { defineStage, type StageContext } from "../../src/domain/definition/stage.js";
import { defineWorkflow, type WorkflowDefinition } from "../../src/domain/definition/workflow.js";

export type Context = StageContext<unknown, unknown>;
export type Body = (ctx: Context) => Promise<void>;

/** Schemas are made once and not for each world, so the worlds of a thread take turns. */
let body: Body | undefined;

export function setBody(next: Body): void {
  body = next;
}

/** A back-off that chance does not spread: the cap lies below its smallest value. */
export const RETRY_MS = 10;
export const MAX_ATTEMPTS = 3;
const retry = { maxAttempts: MAX_ATTEMPTS, baseMs: 2 * RETRY_MS, capMs: RETRY_MS };

/** Says whose delivery it is and what it was given: an output that a late worker slipped in shows. */
const saying = z.string();

const stage = <const Id extends string, Input extends z.ZodType>(id: Id, input: Input) =>
  defineStage({
    id,
    name: id,
    schemas: { input, output: saying },
    retry,
    async execute(ctx) {
      await body?.(ctx as Context);
      return outputOf(id, ctx.attempt, ctx.delivery, ctx.input);
    },
  });

export const outputOf = (stageId: string, attempt: number, delivery: number, input: unknown): string =>
  `${stageId}.${attempt}.${delivery}(${typeof input === "string" ? input : JSON.stringify(input)})`;

const first = stage("a", saying);

export const SHAPES: readonly WorkflowDefinition[] = [
  defineWorkflow({ id: "one", name: "One stage", input: saying }).pipe(first).build(),
  defineWorkflow({ id: "two", name: "One after the other", input: saying })
    .pipe(first)
    .pipe(stage("b", saying))
    .build(),
  defineWorkflow({ id: "pair", name: "Two at once", input: saying })
    .parallel([first, stage("b", saying)])
    .build(),
  defineWorkflow({ id: "join", name: "Two at once, then one", input: saying })
    .parallel([first, stage("b", saying)])
    .pipe(stage("c", z.object({ a: saying, b: saying })))
    .build(),
];
