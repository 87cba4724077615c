/** The conformance suites on one of the databases, without a deviation. */

import { afterAll, beforeAll, describe, test } from "vitest";
import { checkConformance, storeSuites } from "../../src/testing/index.js";
import { openReusableStore, type ReusableStore } from "./reusable-store.js";

export function checkDatabase(kind: "postgresql" | "sqlite"): void {
  let reusable: ReusableStore;

  beforeAll(async () => {
    reusable = await openReusableStore(kind);
  });
  afterAll(() => reusable?.discard());

  checkConformance(storeSuites, {
    describe,
    test,
    async open() {
      await reusable.empty();
      return { store: reusable.store, discard: async () => undefined };
    },
  });
}
