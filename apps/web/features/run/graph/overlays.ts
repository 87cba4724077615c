/** What the graph's nodes can show beside their status, as numbers a node can draw. */

import { durationText } from "@/ui/format-number";
import { criticalPath } from "../critical-path";
import type { PlannedGroup, PlannedStage } from "../plan";
import { segmentsOf } from "../timeline/segments";
import type { Overlay } from "./overlay-names";

export interface Shade {
  /** 0 to 1: of the largest there is. */
  readonly heat: number;
  /** What the node says about it, in a word or two; empty when there is nothing to say. */
  readonly text: string;
  /** Steps back, so that the others are seen. */
  readonly isFaint: boolean;
}

const PLAIN: Shade = { heat: 0, text: "", isFaint: false };

/**
 * @param isChanged whether the stage has another execution than in the attempt it is compared with
 * @returns by stage id; a stage that is not in it has not started
 */
export function shadesOf(
  overlay: Overlay,
  groups: readonly PlannedGroup[],
  now: number,
  isChanged: (stage: PlannedStage) => boolean,
): ReadonlyMap<string, Shade> {
  const stages = groups.flatMap((group) => group.stages).filter(({ shown }) => shown !== null);
  const shade = (of: (stage: PlannedStage) => Shade) =>
    new Map(stages.map((stage) => [stage.stageId, of(stage)]));
  switch (overlay) {
    case "status":
      return shade(() => PLAIN);
    case "duration":
      return shares(stages, (stage) => msOf(stage, now), "of the time");
    case "cost":
      return shares(stages, ({ shown }) => shown?.cost ?? 0, "of the cost");
    case "attempts": {
      const most = Math.max(1, ...stages.map(({ attempts }) => attempts.length - 1));
      return shade(({ attempts }) => ({
        heat: (attempts.length - 1) / most,
        text: attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`,
        isFaint: attempts.length === 1,
      }));
    }
    case "changed":
      return shade((stage) =>
        isChanged(stage)
          ? { heat: 1, text: "changed", isFaint: false }
          : { heat: 0, text: "the same", isFaint: true },
      );
    case "path": {
      const path = criticalPath(stages.flatMap((stage) => executionOf(stage, now)));
      const steps = new Map(path.steps.map((step) => [step.stageId, step]));
      return shade(({ stageId }) => {
        const step = steps.get(stageId);
        return step === undefined
          ? { heat: 0, text: "", isFaint: true }
          : { heat: step.share, text: percent(step.share), isFaint: false };
      });
    }
  }
}

function shares(
  stages: readonly PlannedStage[],
  amountOf: (stage: PlannedStage) => number,
  what: string,
): ReadonlyMap<string, Shade> {
  const values = stages.map(amountOf);
  const sum = values.reduce((total, value) => total + value, 0);
  const largest = Math.max(0, ...values);
  return new Map(
    stages.map((stage, index): [string, Shade] => {
      const value = values[index] ?? 0;
      if (sum === 0) return [stage.stageId, PLAIN];
      return [
        stage.stageId,
        { heat: value / largest, text: `${percent(value / sum)} ${what}`, isFaint: false },
      ];
    }),
  );
}

const percent = (share: number): string =>
  `${share > 0 && share < 0.005 ? "< 1" : Math.round(share * 100)} %`;

/** How long the shown attempt took up to now, queue wait and suspension included. */
export const msOf = ({ shown }: PlannedStage, now: number): number =>
  shown === null ? 0 : segmentsOf(shown, now).reduce((sum, { from, to }) => sum + to - from, 0);

function executionOf({ stageId, group, shown }: PlannedStage, now: number) {
  const segments = shown === null ? [] : segmentsOf(shown, now);
  const [first] = segments;
  const last = segments.at(-1);
  return first && last ? [{ stageId, group, from: first.from, to: last.to }] : [];
}

/** The node's name for those who hear it. */
export const nodeName = (name: string, word: string, ms: number, { text }: Shade): string =>
  [name, word.toLowerCase(), durationText(ms), ...(text === "" ? [] : [text])].join(", ");
