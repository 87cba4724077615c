/**
 * The engine as the dashboard uses it: a store to read from and a kernel that starts, reruns and cancels but executes
 * nothing. One per process, opened at the first question and tried again at the next one if that failed.
 */

import {
  type Access,
  type AuditLog,
  createKernel,
  type Kernel,
  redactionFromEnvironment,
  type WakeUps,
} from "@stageline/engine";
import type { ReadModel } from "@stageline/engine/read";
import { openStore } from "@stageline/engine/store";

export interface Engine {
  readonly read: ReadModel;
  readonly wakeUps: WakeUps;
  readonly access: Access;
  readonly audit: Pick<AuditLog, "list" | "after" | "head">;
  readonly dispatch: Kernel["dispatch"];
}

/** PostgreSQL gives up on a question after this time (ms); the page says so and offers a narrower one. */
const READ_TIMEOUT_MS = 5_000;

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
  const store = await openStore(url, {
    redaction: redactionFromEnvironment(process.env),
    readTimeoutMs: READ_TIMEOUT_MS,
  });
  const kernel = createKernel({ store, workflows: [] });
  const { read, wakeUps, access, audit } = store;
  return { read, wakeUps, access, audit, dispatch: kernel.dispatch.bind(kernel) };
}
