/** One call, made on a store and on the model: both must say the same. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Store } from "../../../src/adapters/store.js";
import type { StoreScope } from "../../../src/ports/kernel-store.js";
import { Refused, type State } from "../reference/state.js";

export interface Trial {
  readonly store: Store;
  /** Where calls go: the store, or the transaction that is open. */
  readonly scope: StoreScope;
  readonly state: State;
}

/** Printed as the call it is, so that a shrunk sequence reads like code. */
export class Step {
  constructor(
    private readonly name: string,
    private readonly given: object,
    private readonly perform: (trial: Trial) => Promise<void>,
  ) {}

  /** @throws {Error} naming the step, when store and model differ */
  async take(trial: Trial): Promise<void> {
    try {
      await this.perform(trial);
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      throw new Error(`${this}: ${error.message}`, { cause: error });
    }
  }

  toString(): string {
    return `${this.name}(${fc.stringify({ ...this.given })})`;
  }

  [fc.toStringMethod](): string {
    return this.toString();
  }
}

export const step = <Given extends object>(
  name: string,
  given: { [Name in keyof Given]: fc.Arbitrary<Given[Name]> },
  perform: (trial: Trial, given: Given) => Promise<void>,
): fc.Arbitrary<Step> =>
  fc.record(given).map((values) => new Step(name, values, (trial) => perform(trial, values as Given)));

/** What a call comes to: a value, or the code of an error. */
type Outcome = { readonly value: unknown } | { readonly refused: string; readonly actual?: unknown };

async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await call() };
  } catch (error) {
    const { code, actual } = error as { code?: unknown; actual?: unknown };
    if (typeof code !== "string" || error instanceof assert.AssertionError) throw error;
    return { refused: code, actual };
  }
}

/**
 * Asks the store, then the model, which may need ids and tokens of the store's answer.
 *
 * @throws {assert.AssertionError} when they differ
 */
export async function agree<Answer>(
  real: () => Promise<Answer>,
  expected: (answer: Answer) => unknown,
): Promise<void> {
  const outcome = await outcomeOf(real);
  const isRefused = "refused" in outcome;
  let said: Outcome;
  try {
    said = { value: expected((isRefused ? undefined : outcome.value) as Answer) };
  } catch (error) {
    if (error instanceof Refused) said = { refused: error.code, actual: error.actual };
    // The model would have gone on with an answer that there is not.
    else if (isRefused) said = { value: "not refused" };
    else throw error;
  }
  assert.deepEqual(outcome, said);
}

export const NO_ID = "00000000-0000-7000-8000-000000000000";

/** The row of this number, counted round; one more than there are is a row that does not exist. */
export const rowOf = <Row>(rows: readonly Row[], number: number): Row | undefined =>
  rows[number % (rows.length + 1)];

export const idOf = (rows: readonly { readonly id: string }[], number: number): string =>
  rowOf(rows, number)?.id ?? NO_ID;

export const idOrNull = (rows: readonly { readonly id: string }[], number: number | null): string | null =>
  number === null ? null : idOf(rows, number);

export const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);
