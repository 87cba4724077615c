import { afterAll, beforeAll, describe, test } from "vitest";
import { openMemoryStore } from "../../src/store.js";
import { usageSuite } from "../../src/testing/conformance/usage.js";
import { checkConformance } from "../../src/testing/index.js";
import { openReusableStore, type ReusableStore } from "./reusable-store.js";

const suites = [usageSuite];
describe.each(["postgresql", "sqlite"] as const)("%s", (kind) => {
  let reusable: ReusableStore;
  beforeAll(async () => {
    reusable = await openReusableStore(kind);
  });
  afterAll(() => reusable?.discard());
  checkConformance(suites, {
    describe,
    test,
    async open() {
      await reusable.empty();
      return { store: reusable.store, discard: async () => undefined };
    },
  });
});
describe("memory", () => {
  checkConformance(suites, {
    describe,
    test,
    async open() {
      const store = openMemoryStore();
      return { store, discard: () => store.close() };
    },
  });
});
