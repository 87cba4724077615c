/** count → describe → join, where describe asks a model for a word per number, in one batch. */

import { Output } from "ai";
import { z } from "zod";
import type { BatchModel } from "../../src/ai/batch/batch-api.js";
import { type BatchStageOptions, defineBatchStage } from "../../src/ai/batch/batch-stage.js";
import { defineStage } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";

const numbers = z.array(z.number());
const words = z.array(z.string());
const answer = z.object({ word: z.string() });

type Settings = Pick<
  BatchStageOptions<"describe", typeof numbers, typeof words, z.ZodUndefined, { word: string }>,
  "onFailedItems" | "maxWaitMs" | "pollIntervalMs" | "maxPollIntervalMs"
>;

export interface DescribeOptions extends Settings {
  readonly model: BatchModel;
  /** Said before each question. */
  readonly preface?: () => string;
  /** Done with the results. */
  readonly afterwards?: () => void;
}

export function describingWorkflow({ model, preface = () => "", afterwards, ...settings }: DescribeOptions) {
  const count = defineStage({
    id: "count",
    name: "Count",
    schemas: { input: z.number(), output: numbers },
    execute: ({ input }) => Array.from({ length: input }, (_, index) => index + 1),
  });
  const describe = defineBatchStage({
    id: "describe",
    name: "Describe",
    schemas: { input: numbers, output: words },
    retry: { maxAttempts: 3, baseMs: 1, capMs: 1 },
    pollIntervalMs: 1,
    maxPollIntervalMs: 1,
    model,
    ...settings,
    requests: ({ input }) =>
      input.map((number) => ({
        system: "You name numbers.",
        prompt: `${preface()}What is ${number}?`,
        output: Output.object({ schema: answer }),
      })),
    output(_, results) {
      afterwards?.();
      return results.map((result) => (result.ok ? result.output.word : `${result.kind}: ${result.message}`));
    },
  });
  const join = defineStage({
    id: "join",
    name: "Join",
    schemas: { input: words, output: z.string() },
    execute: ({ input }) => input.join(", "),
  });
  return defineWorkflow({ id: "describing", name: "Describing", input: z.number() })
    .pipe(count)
    .pipe(describe)
    .pipe(join)
    .build();
}
