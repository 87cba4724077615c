"use client";

import type { RunView } from "@stageline/engine/read";
import { isOver } from "@/components/status";
import { useShortcuts } from "@/ui/shortcuts";
import type { PlannedStage } from "./plan";
import { TABS, type Tab } from "./search-params";
import { TAB_NAMES } from "./tabs";

/** What can be done with the run from the palette and by keys. */
export function RunCommands({
  run,
  stages,
  tab,
  onRerun,
  onCancel,
  onTab,
}: {
  run: RunView;
  /** In the order in which they run. */
  stages: readonly Pick<PlannedStage, "stageId" | "name">[];
  tab: Tab;
  onRerun: (stageId: string) => void;
  onCancel: () => void;
  onTab: (tab: Tab) => void;
}) {
  const isEnded = isOver(run.status);
  const offBecause = isEnded ? undefined : "The run has not ended.";
  useShortcuts([
    ...stages.map(({ stageId, name }) => ({
      command: `Rerun from ${name}…`,
      offBecause,
      run: () => onRerun(stageId),
    })),
    {
      command: "Cancel this run…",
      offBecause: isEnded ? "The run has ended." : undefined,
      run: onCancel,
    },
    ...TABS.filter((other) => other !== tab).map((other) => ({
      command: `Show ${TAB_NAMES[other].name}`,
      run: () => onTab(other),
    })),
  ]);
  return null;
}
