/** A workflow with a stage that waits for something outside, and an outside that does what the test tells it to. */

import { z } from "zod";
import {
  type AsyncBatchStageOptions,
  type Completion,
  defineAsyncBatchStage,
  type Submission,
} from "../../src/domain/definition/async-batch-stage.js";
import { defineStage, type StageContext } from "../../src/domain/definition/stage.js";
import { defineWorkflow } from "../../src/domain/definition/workflow.js";

const words = z.object({ words: z.array(z.string()) });
const grades = z.object({ grades: z.array(z.number()) });
const config = z.object({ scale: z.number().default(1) });
type Words = z.output<typeof words>;
type Grades = z.output<typeof grades>;
type Context = StageContext<Words, z.output<typeof config>>;
/** What the outside gave when the work was handed over. */
export interface Ticket {
  readonly batch: string;
  readonly sent: Date;
}

export interface Outside {
  submit?(ctx: Context): Submission<Ticket, Grades> | Promise<Submission<Ticket, Grades>>;
  check?(ctx: Context, ticket: Ticket): Completion<Ticket, Grades> | Promise<Completion<Ticket, Grades>>;
}

type Timing = Pick<
  AsyncBatchStageOptions<"grade", typeof words, typeof grades, typeof config, Ticket>,
  "pollIntervalMs" | "maxWaitMs" | "timeoutMs" | "retry"
>;

export const SENT = new Date("2026-03-01T12:00:00Z");
export const READY: Completion<Ticket, Grades> = { ready: true, output: { grades: [5, 3] } };
export const WAITING = { ready: false, pollInMs: 0 } as const;
export const submitted = (suspend: { pollInMs?: number; maxWaitMs?: number } = {}) => ({
  suspend: { state: { batch: "batch-1", sent: SENT }, pollInMs: 0, ...suspend },
});

/** split → (grade ‖ count) → report, where grade waits. Without an outside it is done at the first question. */
export function batchWorkflow(
  { submit = () => submitted(), check = () => READY }: Outside = {},
  timing: Timing = {},
) {
  const split = defineStage({
    id: "split",
    name: "Split",
    schemas: { input: z.object({ text: z.string() }), output: words },
    execute: ({ input }) => ({ words: input.text.split(" ") }),
  });
  const grade = defineAsyncBatchStage({
    id: "grade",
    name: "Grade",
    schemas: { input: words, output: grades, config },
    retry: { maxAttempts: 2, baseMs: 1, capMs: 1 },
    ...timing,
    submit,
    checkCompletion: check,
  });
  const count = defineStage({
    id: "count",
    name: "Count",
    schemas: { input: words, output: z.number() },
    execute: ({ input }) => input.words.length,
  });
  const report = defineStage({
    id: "report",
    name: "Report",
    schemas: { input: z.object({ grade: grades, count: z.number() }), output: z.string() },
    execute: ({ input }) => `${input.count}: ${input.grade.grades.join(" ")}`,
  });
  return defineWorkflow({ id: "batches", name: "Batches", input: z.object({ text: z.string() }) })
    .pipe(split)
    .parallel([grade, count])
    .pipe(report)
    .build();
}
