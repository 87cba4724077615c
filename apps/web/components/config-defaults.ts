/** The settings a run could have: what its workflow's stages take, with their defaults. */

import { fieldsOf } from "./schema-fields";
import type { StoredWorkflow } from "./workflow";

/**
 * The config with the named stages' settings written out, so that they can be changed without knowing their names.
 * What the config says already stays.
 *
 * @param stageIds default: every stage
 */
export function withDefaults(
  workflow: StoredWorkflow,
  config: Readonly<Record<string, unknown>>,
  stageIds?: readonly string[],
): Record<string, unknown> {
  const stages = workflow.groups.flatMap(({ stages }) => stages);
  const added = stages.flatMap(({ id, configSchema }) => {
    if (configSchema === null || (stageIds !== undefined && !stageIds.includes(id))) return [];
    const defaults = (fieldsOf(configSchema) ?? [])
      .filter(({ initial }) => initial !== undefined)
      .map(({ name, initial }) => [name, initial]);
    const given = config[id];
    return [[id, { ...Object.fromEntries(defaults), ...(typeof given === "object" ? given : {}) }]];
  });
  return { ...config, ...Object.fromEntries(added) };
}

/** Whether any of the stages takes settings. */
export const hasSettings = (workflow: StoredWorkflow, stageIds?: readonly string[]): boolean =>
  workflow.groups.some(({ stages }) =>
    stages.some(({ id, configSchema }) => configSchema !== null && (stageIds?.includes(id) ?? true)),
  );
