/**
 * The engine as the dashboard uses it: a store to read from and a kernel that starts, reruns and cancels but executes
 * nothing. One per process, opened at the first question and tried again at the next one if that failed.
 */

import { createKernel, type Kernel, redactionFromEnvironment } from "@stageline/engine";
import type { ReadModel } from "@stageline/engine/read";
import { openStore } from "@stageline/engine/store";

export interface Engine {
  readonly read: ReadModel;
  readonly dispatch: Kernel["dispatch"];
}

/** Survives a reload of this module in development, where a second store would leak connections. */
const shared = globalThis as typeof globalThis & { stagelineEngine?: Promise<Engine> };

export function openEngine(): Promise<Engine> {
  shared.stagelineEngine ??= open().catch((error: unknown) => {
    delete shared.stagelineEngine;
    throw error;
  });
  return shared.stagelineEngine;
}

async function open(): Promise<Engine> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: start the dashboard with `npm start`");
  const store = await openStore(url, { redaction: redactionFromEnvironment(process.env) });
  const kernel = createKernel({ store, workflows: [] });
  return { read: store.read, dispatch: kernel.dispatch.bind(kernel) };
}
