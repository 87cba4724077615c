/** Open a store by its address. */

export type { Store } from "./adapters/store.js";
