/** An empty store for every sequence: a new one in memory, the same one emptied on a database. */

import { openMemoryStore, type Store } from "../../src/store.js";
import { openReusableStore } from "../prisma/reusable-store.js";
import type { StoreKind } from "../stores.js";

export interface EmptyStores {
  /** What the last one held is gone. */
  next(): Promise<Store>;
  discard(): Promise<void>;
}

export async function emptyStores(kind: StoreKind): Promise<EmptyStores> {
  if (kind === "memory") return { next: async () => openMemoryStore(), discard: async () => undefined };
  const reusable = await openReusableStore(kind);
  return {
    async next() {
      await reusable.empty();
      return reusable.store;
    },
    discard: () => reusable.discard(),
  };
}
