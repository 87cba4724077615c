/** Every list that can be exported, by its name in the address. A new one is a line here. */

import type { ExportedList } from "../exported-list";
import { aiCalls } from "./ai-calls";
import { annotations, runAnnotations } from "./annotations";
import { bulkItems } from "./bulk-items";
import { runs } from "./runs";

export const EXPORTED_LISTS: Readonly<Record<string, ExportedList>> = {
  runs,
  "ai-calls": aiCalls,
  annotations,
  "run-annotations": runAnnotations,
  "bulk-items": bulkItems,
};
