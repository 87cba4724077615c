/** One of several clients at work on the same few rows of a store. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Store } from "../../../src/adapters/store.js";
import type { LeasedJob } from "../../../src/ports/job-queue.js";
import type { History } from "./history.js";

export interface Client {
  readonly store: Store;
  readonly history: History;
  /** Stored before the clients begin. */
  readonly runs: readonly string[];
  /** What it has claimed and not given back. */
  readonly mine: LeasedJob[];
}

/** Something a client does; printed as the call it is. */
export class Action {
  constructor(
    private readonly name: string,
    private readonly given: object,
    readonly perform: (client: Client) => Promise<void>,
  ) {}

  [fc.toStringMethod](): string {
    return `${this.name}(${fc.stringify({ ...this.given })})`;
  }
}

export const action = <Given extends object>(
  name: string,
  given: { [Name in keyof Given]: fc.Arbitrary<Given[Name]> },
  perform: (client: Client, given: Given) => Promise<void>,
): fc.Arbitrary<Action> =>
  fc.record(given).map((values) => new Action(name, values, (client) => perform(client, values as Given)));

/** Which of the runs. */
export const run = fc.nat({ max: 1 });

export const runOf = ({ runs }: Client, number: number): string => runs[number] as string; // as many as `run` counts

/** Whether it was done. Refused for one of these reasons it was not: another client was faster. */
export async function isDone(call: () => Promise<unknown>, ...reasons: readonly string[]): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (error instanceof assert.AssertionError || !reasons.some((reason) => reason === code)) throw error;
    return false;
  }
}
