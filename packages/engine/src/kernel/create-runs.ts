/** Stores runs with what is stated of them at their start and `workflow:created`, for a batch of callers. */

import type { StoreScope } from "../ports/kernel-store.js";
import type {
  CreateAnnotationInput,
  CreateOutboxEventInput,
  CreateRunInput,
} from "../ports/workflow-persistence.js";
import type { KernelContext } from "./kernel-context.js";

export interface CreateItem {
  readonly run: CreateRunInput & { readonly id: string };
  readonly annotations: readonly CreateAnnotationInput[];
  readonly event: CreateOutboxEventInput;
}

export const createRuns = (
  { store }: Pick<KernelContext, "store">,
  items: readonly CreateItem[],
): Promise<void> => store.transaction((scope) => writeRuns(scope, items));

export async function writeRuns({ persistence }: StoreScope, items: readonly CreateItem[]): Promise<void> {
  await persistence.createRuns(items.map(({ run }) => run));
  const annotations = items.flatMap((item) => [...item.annotations]);
  if (annotations.length > 0) await persistence.appendAnnotations(annotations);
  await persistence.appendOutboxEvents(items.map(({ event }) => event));
}
