/** One synthetic run: what becomes of it, and in what course of stages. */

import { errorFingerprint } from "../../src/domain/error-fingerprint.js";
import type { Random } from "./random.js";
import { RunBook } from "./run-book.js";
import type { Rows } from "./tables.js";
import { FAILURES, type SyntheticStage, type SyntheticWorkflow, WORKFLOWS } from "./workflows.js";

const BROKEN_SHARE = 0.06;
/** Of the broken ones: run again from the failed stage, with success. */
const RERUN_SHARE = 0.4;
const CANCELLED_SHARE = 0.015;
const CALLS_PER_STAGE = 2;
const QUEUE_MS = 40;
const SHORTEST_MS = 5;

/** Each as often as its weight says. */
const lots: readonly SyntheticWorkflow[] = WORKFLOWS.flatMap((workflow) =>
  Array.from({ length: workflow.weight }, () => workflow),
);

type Fate = "COMPLETED" | "FAILED" | "RERUN" | "CANCELLED";

function fateOf(random: Random): Fate {
  const lot = random.next();
  if (lot < BROKEN_SHARE) return random.chance(RERUN_SHARE) ? "RERUN" : "FAILED";
  return lot < BROKEN_SHARE + CANCELLED_SHARE ? "CANCELLED" : "COMPLETED";
}

/** Adds a run created at `createdAt` (ms), and all that belongs to it. */
export function addRun(rows: Rows, random: Random, createdAt: number): void {
  const workflow = random.pick(lots);
  const fate = fateOf(random);
  const breaksAt = fate === "COMPLETED" ? Number.POSITIVE_INFINITY : random.whole(2, 4);
  const book = new RunBook(rows, random, workflow, createdAt);
  book.begin();
  for (const group of groupsOf(workflow)) {
    const broken = group.find(({ number }) => number === breaksAt);
    if (broken !== undefined) {
      if (fate === "CANCELLED") {
        book.cancel();
        return;
      }
      const { message, code } = random.pick(FAILURES)(random.whole(1, 9_999));
      const failure = { message, code, fingerprint: errorFingerprint(message) };
      book.stage(broken, { ...course(random, broken), attempt: 0, failure });
      if (fate === "FAILED") {
        book.fail(failure);
        return;
      }
      book.rerun(broken, random.whole(60_000, 7_200_000));
    }
    book.sideBySide(group, (stage) =>
      book.stage(stage, { ...course(random, stage), attempt: book.nextAttempt(stage) }),
    );
  }
  book.complete();
}

const course = (random: Random, { typicalMs }: SyntheticStage) => ({
  queueMs: Math.round(QUEUE_MS * random.spread()),
  durationMs: Math.max(SHORTEST_MS, Math.round(typicalMs * random.spread())),
  calls: CALLS_PER_STAGE,
});

const groupsOf = ({ stages }: SyntheticWorkflow): SyntheticStage[][] =>
  [...new Set(stages.map(({ group }) => group))].map((number) =>
    stages.filter(({ group }) => group === number),
  );
