/** Two stores on one database, as two processes have them. */

import {
  MemoryDatabase,
  type OpenStoreOptions,
  openMemoryStore,
  openStore,
  type Store,
} from "../../src/store.js";
import { FRESH } from "../prisma/databases.js";
import type { StoreKind } from "../stores.js";

export interface TwoStores {
  readonly here: Store;
  readonly there: Store;
  /** The address; undefined for memory. */
  readonly url: string | undefined;
  discard(): Promise<void>;
}

export async function twoStores(kind: StoreKind, options: OpenStoreOptions = {}): Promise<TwoStores> {
  if (kind === "memory") {
    const database = new MemoryDatabase();
    const [here, there] = [openMemoryStore({ database }), openMemoryStore({ database })];
    return { here, there, url: undefined, discard: () => closeAll(here, there) };
  }
  const { url, drop } = await FRESH[kind]();
  const [here, there] = [await openStore(url, options), await openStore(url, options)];
  return {
    here,
    there,
    url,
    async discard() {
      await closeAll(here, there);
      await drop();
    },
  };
}

async function closeAll(...stores: Store[]): Promise<void> {
  for (const store of stores) await store.close();
}
