/** Where the scenarios of one store happen: each in a memory of its own, all in one database. */

import { MemoryDatabase } from "../../src/adapters/memory/database.js";
import { openMemoryStore } from "../../src/adapters/memory/store.js";
import { openDatabase } from "../../src/store.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { memoryFacts, sqlFacts, type Violation } from "../../src/testing/oracle.js";
import { nextInstant } from "../../src/testing/store-clock.js";
import { openTestStore, type StoreKind } from "../stores.js";
import { type Bench, openBench } from "./bench.js";

export interface Benches {
  next(): Bench;
  /** What the oracle says of all that happened. */
  violations(): Promise<Violation[]>;
  discard(): Promise<void>;
}

export async function openBenches(kind: StoreKind): Promise<Benches> {
  return kind === "memory" ? inMemory() : inOneDatabase(kind);
}

function inMemory(): Benches {
  const opened: Bench[] = [];
  return {
    next() {
      const clock = new FakeClock();
      const database = new MemoryDatabase({ clock });
      const bench = openBench({
        store: openMemoryStore({ database }),
        facts: memoryFacts(database),
        clock,
        instantPasses: async () => clock.advance(1),
      });
      opened.push(bench);
      return bench;
    },
    violations: async () => (await Promise.all(opened.map((bench) => bench.violations()))).flat(),
    discard: async () => undefined,
  };
}

async function inOneDatabase(kind: Exclude<StoreKind, "memory">): Promise<Benches> {
  const { store, url = "", discard } = await openTestStore(kind);
  const database = await openDatabase(url);
  const bench = openBench({
    store,
    facts: sqlFacts(database),
    instantPasses: async () => void (await nextInstant(store)),
  });
  return {
    next: () => bench,
    violations: () => bench.violations(),
    async discard() {
      await database.close();
      await discard();
    },
  };
}
