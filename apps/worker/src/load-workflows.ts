/** Finds the workflows this worker runs: the user's module, or the built-in ones. */

import path from "node:path";
import { pathToFileURL } from "node:url";
import type { WorkflowDefinition } from "@stageline/engine";

/**
 * @param module path (relative to the working directory) or package name; its `workflows` or default export is an
 *   array of built workflows
 * @throws {Error} naming the module and what is wrong with it
 */
export async function loadWorkflows(module: string | undefined): Promise<readonly WorkflowDefinition[]> {
  if (module === undefined) return (await import("./workflows/index.js")).workflows;
  const isPath = module.startsWith(".") || path.isAbsolute(module);
  const address = isPath ? pathToFileURL(path.resolve(module)).href : module;
  const loaded: { workflows?: unknown; default?: unknown } = await import(address).catch((cause: unknown) => {
    throw new Error(`STAGELINE_WORKFLOWS: ${module} cannot be loaded: ${String(cause)}`, { cause });
  });
  const exported = loaded.workflows ?? loaded.default;
  if (!Array.isArray(exported) || exported.length === 0 || !exported.every(isWorkflow)) {
    throw new Error(`STAGELINE_WORKFLOWS: ${module} must export \`workflows\`, an array of built workflows`);
  }
  return exported;
}

const isWorkflow = (value: unknown): value is WorkflowDefinition =>
  typeof value === "object" && value !== null && "shape" in value && "groups" in value && "stage" in value;
