/** Asks every question many times, with other parameters each time. */

import type { ReadModel } from "@stageline/engine/read";
import { random } from "../seed/random.js";
import { quantile } from "../spread.js";
import { QUESTIONS } from "./questions.js";
import { takeSamples } from "./samples.js";
import { explain, type Statement, statementsOf } from "./statement-log.js";

export interface Answered {
  readonly name: string;
  /** Milliseconds of each answer. */
  readonly samples: readonly number[];
  /** Statements of the slowest answer. */
  readonly slowest: readonly Statement[];
}

/** Of each question, before it counts: a connection plans a statement anew the first times. */
const WARM_UP = 3;

export async function* measureReads(
  read: ReadModel,
  { rounds, only }: { rounds: number; only?: string },
): AsyncGenerator<Answered> {
  const source = random(1);
  const asking = { read, random: source, samples: await takeSamples(read, source) };
  for (const [name, ask] of Object.entries(QUESTIONS)) {
    if (only !== undefined && !name.includes(only)) continue;
    const samples: number[] = [];
    let slowest: readonly Statement[] = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      const began = performance.now();
      const statements = await statementsOf(() => ask(asking));
      const tookMs = performance.now() - began;
      if (round < 0) continue;
      if (tookMs > Math.max(0, ...samples)) slowest = statements;
      samples.push(tookMs);
    }
    yield { name, samples, slowest };
  }
}

/** p50, p95 and the worst, in ms. */
export const spreadOf = (samples: readonly number[]): readonly [number, number, number] => [
  quantile(samples, 0.5),
  quantile(samples, 0.95),
  Math.max(...samples),
];

export async function explainAll(url: string, statements: readonly Statement[]): Promise<string> {
  const plans: string[] = [];
  for (const statement of statements)
    plans.push(`${statement.text.trim()}\n\n${await explain(url, statement)}`);
  return plans.join("\n\n");
}
