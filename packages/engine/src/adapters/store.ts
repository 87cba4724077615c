/** An open store: what the kernel writes through, what the dashboard reads through, and the way to close it. */

import type { KernelStore } from "../ports/kernel-store.js";
import type { ReadModel } from "../read/read-model.js";

export interface Store extends KernelStore {
  readonly kind: "postgresql" | "sqlite" | "memory";
  readonly read: ReadModel;
  /** Stores what is buffered and lets go of the database. */
  close(): Promise<void>;
}
