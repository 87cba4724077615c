/** Bugs in how budgets and pauses hold work. */

import type { Mutant } from "./mutant.js";

const BUDGETS = "kernel/budgets.test.ts";

export const HOLD_MUTANTS: readonly Mutant[] = [
  {
    name: "a sweep lets go what a model's budget holds",
    breaks: "7.8",
    file: "kernel/holds/planned-holds.ts",
    find: "holdOf([...still, ...onWorkflow(workflowId)]) ?? null;",
    replace: "holdOf(onWorkflow(workflowId)) ?? null;",
    tests: BUDGETS,
    titles: "on memory a call of a model whose budget",
  },
  {
    name: "what is held by others is let go",
    breaks: "7.8",
    file: "kernel/holds/planned-holds.ts",
    find: "if (!names.every(isKnownHolder)) return [];",
    replace: "",
    tests: BUDGETS,
    titles: "on memory jobs held for a reason that is not known",
  },
  {
    name: "own spending counts only once it is read",
    breaks: "invariant 9",
    file: "kernel/holds/limits.ts",
    find: "if (covers(budget, call)) spentUsd += call.cost;",
    replace: "void call;",
    tests: BUDGETS,
    titles: "on memory own spending counts",
  },
  {
    name: "a stage that catches the error completes",
    breaks: "invariant 3",
    file: "kernel/stage-run/call-gate.ts",
    find: '(outcome.kind === "completed" || outcome.kind === "failed")',
    replace: 'outcome.kind === "failed"',
    tests: BUDGETS,
    titles: "on memory code that catches the error",
  },
  {
    name: "a held delivery counts",
    breaks: "invariant 10",
    file: "adapters/memory/jobs/settle.ts",
    find: "attempt: job.attempt - 1,",
    replace: "",
    tests: BUDGETS,
    titles: "on memory a stage that is held again and again",
  },
  {
    name: "new jobs of a used-up workflow are begun until a sweep comes",
    breaks: "7.8",
    file: "kernel/commands/job-begin.ts",
    find: ".filter(limits.mayBegin)",
    replace: "",
    tests: BUDGETS,
    titles: "on memory jobs that appear while",
  },
];
