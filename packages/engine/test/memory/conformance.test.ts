/** The conformance suites on the store in memory, without a deviation. */

import { describe, test } from "vitest";
import { openMemoryStore } from "../../src/store.js";
import { checkConformance, storeSuites } from "../../src/testing/index.js";

checkConformance(storeSuites, {
  describe,
  test,
  async open() {
    const store = openMemoryStore();
    return { store, discard: () => store.close() };
  },
});
