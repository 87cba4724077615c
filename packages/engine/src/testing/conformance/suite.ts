/**
 * A conformance suite: facts that hold for every store, and the way to check them with any test runner.
 *
 * A case gets an empty store of its own and throws when the fact does not hold. An adapter that must differ names the
 * case and says why; a name that no case has fails, so that a deviation cannot outlive its case.
 */

import type { Store } from "../../adapters/store.js";

export interface ConformanceCase {
  /** The fact, as a sentence. Unique in its suite. */
  readonly name: string;
  check(store: Store): Promise<void>;
}

export interface Suite {
  readonly name: string;
  readonly cases: readonly ConformanceCase[];
}

export interface Deviation {
  /** Of the case that does not hold. */
  readonly name: string;
  readonly reason: string;
}

/** What a test runner offers: Vitest, Jest and node:test all fit. */
export interface TestRunner {
  describe(name: string, define: () => void): void;
  test(name: string, check: () => Promise<void>): void;
}

export interface ConformanceOptions extends TestRunner {
  /** Opens a store with nothing in it. Called once per case. */
  open(): Promise<{ store: Store; discard(): Promise<void> }>;
  /** Default: none. */
  deviations?: readonly Deviation[];
}

/** Registers one test per case. */
export function checkConformance(suites: readonly Suite[], options: ConformanceOptions): void {
  const { describe, test, open, deviations = [] } = options;
  const names = new Set(suites.flatMap(({ cases }) => cases.map(({ name }) => name)));
  test("every deviation names a case and a reason", async () => {
    for (const { name, reason } of deviations) {
      if (!names.has(name)) throw new Error(`No case is named ${JSON.stringify(name)}`);
      if (reason.trim() === "") throw new Error(`The deviation ${JSON.stringify(name)} has no reason`);
    }
  });
  const deviating = new Set(deviations.map(({ name }) => name));
  for (const suite of suites) {
    describe(suite.name, () => {
      for (const { name, check } of suite.cases) {
        if (deviating.has(name)) continue;
        test(name, async () => {
          const { store, discard } = await open();
          try {
            await check(store);
          } finally {
            await discard();
          }
        });
      }
    });
  }
}

/** Builds a suite; two cases of one name are a mistake. */
export function suite(
  name: string,
  checks: Readonly<Record<string, (store: Store) => Promise<void>>>,
): Suite {
  return { name, cases: Object.entries(checks).map(([fact, check]) => ({ name: fact, check })) };
}
