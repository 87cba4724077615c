/** The workflows that are measured: stages that add one to a number. */

import { defineStage, defineWorkflow, type WorkflowDefinition } from "@stageline/engine";
import { z } from "zod";

/** Groups one after the other, each of so many parallel stages. */
export interface Shape {
  readonly name: string;
  readonly groups: number;
  readonly width: number;
}

export const SEQUENTIAL: Shape = { name: "5 stages", groups: 5, width: 1 };
export const PARALLEL: Shape = { name: "1 group of 10 stages", groups: 1, width: 10 };
export const SINGLE: Shape = { name: "1 stage", groups: 1, width: 1 };

export const WORKFLOW_ID = "bench";

export const stagesOf = ({ groups, width }: Shape): number => groups * width;

/** Created, started and ended; started and completed for each stage. */
export const eventsOf = (shape: Shape): number => 3 + 2 * stagesOf(shape);

const number = z.object({ n: z.number() });

export type Body = (runId: string) => void;

/** @param onStage called when a stage's body starts */
export function workflowOf(shape: Shape, onStage: Body = () => undefined): WorkflowDefinition {
  const stage = (place: number) =>
    defineStage({
      id: `stage-${place}`,
      name: `Stage ${place}`,
      schemas: { input: number, output: number },
      execute: async ({ input, runId }) => {
        onStage(runId);
        return { n: input.n + 1 };
      },
    });
  const start = defineWorkflow({ id: WORKFLOW_ID, name: "Bench", input: number });
  if (shape.groups === 1 && shape.width > 1) {
    const others = Array.from({ length: shape.width - 1 }, (_, index) => stage(index + 2));
    return start.parallel([stage(1), ...others]).build();
  }
  let workflow = start.pipe(stage(1));
  for (let place = 2; place <= shape.groups; place++) workflow = workflow.pipe(stage(place));
  return workflow.build();
}
