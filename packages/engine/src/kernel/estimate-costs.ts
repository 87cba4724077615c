/** What the stages of a workflow say they will cost, where their code is at hand. */

import type { WorkflowDefinition } from "../domain/definition/workflow.js";
import { parse } from "./command.js";
import { stageConfig } from "./planned-group.js";

export interface CostQuestion {
  /** Of the run. */
  readonly input: unknown;
  /** Config by stage id. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Inputs of stages of later groups, by stage id, where they are known: for a rerun, what the earlier group gave. */
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/**
 * US dollars by stage id. Stages are left out that estimate nothing, whose input is not known yet, or whose estimate is
 * no amount of money or fails: an estimate never keeps a run from being started.
 */
export function estimateCosts(
  workflow: WorkflowDefinition,
  { input, config = {}, inputs = {} }: CostQuestion,
): Record<string, number> {
  const estimates: Record<string, number> = {};
  for (const [index, stages] of workflow.groups.entries()) {
    for (const stage of stages) {
      const isKnown = index === 0 || Object.hasOwn(inputs, stage.id);
      if (stage.estimateCost === undefined || !isKnown) continue;
      const given = Object.hasOwn(inputs, stage.id) ? inputs[stage.id] : input;
      try {
        const { input: schema, config: configSchema } = stage.schemas;
        const its = configSchema && parse("config", configSchema, stageConfig(config, stage.id) ?? {});
        const costUsd = stage.estimateCost(parse("input", schema, given), its);
        if (Number.isFinite(costUsd) && costUsd >= 0) estimates[stage.id] = costUsd;
      } catch {
        // Said in the docstring: it is left out.
      }
    }
  }
  return estimates;
}
