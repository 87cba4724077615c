/** Every list that can be exported, by its name in the address. A new one is a line here. */

import type { ExportedListName } from "@/components/export-menu";
import type { ExportedList } from "../exported-list";
import { aiCalls } from "./ai-calls";
import { annotations, runAnnotations } from "./annotations";
import { artifacts } from "./artifacts";
import { bulkActions } from "./bulk-actions";
import { bulkItems } from "./bulk-items";
import { events } from "./events";
import { deadEvents, deadJobs, failureGroups } from "./failures";
import { runs } from "./runs";

export const EXPORTED_LISTS: Readonly<Record<ExportedListName, ExportedList>> = {
  runs,
  "ai-calls": aiCalls,
  annotations,
  "run-annotations": runAnnotations,
  artifacts,
  events,
  "bulk-actions": bulkActions,
  "bulk-items": bulkItems,
  "dead-events": deadEvents,
  "dead-jobs": deadJobs,
  "failure-groups": failureGroups,
};
