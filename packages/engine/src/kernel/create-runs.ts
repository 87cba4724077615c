/** Stores runs with what is stated of them at their start and `workflow:created`, for a batch of callers. */

import type { StoreScope } from "../ports/kernel-store.js";
import type {
  CreateAnnotationInput,
  CreateOutboxEventInput,
  CreateRunInput,
} from "../ports/workflow-persistence.js";
import type { KernelContext } from "./kernel-context.js";
import { isPassing } from "./passing-trouble.js";

export interface CreateItem {
  readonly run: CreateRunInput & { readonly id: string };
  readonly annotations: readonly CreateAnnotationInput[];
  readonly event: CreateOutboxEventInput;
}

export async function createRuns(
  { store }: Pick<KernelContext, "store">,
  items: readonly CreateItem[],
): Promise<void> {
  const { hotPath } = store;
  const isPlain = hotPath !== undefined && items.every(({ annotations }) => annotations.length === 0);
  if (isPlain && (await isWritten(hotPath.createRuns(items)))) return;
  await store.transaction((scope) => writeRuns(scope, items));
}

/** Why a single statement failed is found by the several: theirs is the error that helps. */
async function isWritten(writing: Promise<void>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (isPassing(error)) throw error;
    return false;
  }
}

export async function writeRuns({ persistence }: StoreScope, items: readonly CreateItem[]): Promise<void> {
  await persistence.createRuns(items.map(({ run }) => run));
  const annotations = items.flatMap((item) => [...item.annotations]);
  if (annotations.length > 0) await persistence.appendAnnotations(annotations);
  await persistence.appendOutboxEvents(items.map(({ event }) => event));
}
