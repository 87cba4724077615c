/** Finds the workflows this worker runs: the user's module, or the built-in ones. */

import path from "node:path";
import { pathToFileURL } from "node:url";
import type { RedactFunction, WorkflowDefinition } from "@stageline/engine";

export interface UserCode {
  readonly workflows: readonly WorkflowDefinition[];
  /** Takes out of texts what only its author knows to be secret. */
  readonly redact?: RedactFunction;
}

/**
 * @param module path (relative to the working directory) or package name; its `workflows` or default export is an
 *   array of built workflows, its `redact`, if there is one, a function
 * @throws {Error} naming the module and what is wrong with it
 */
export async function loadWorkflows(module: string | undefined): Promise<UserCode> {
  if (module === undefined) return { workflows: (await import("./workflows/index.js")).workflows };
  const isPath = module.startsWith(".") || path.isAbsolute(module);
  const address = isPath ? pathToFileURL(path.resolve(module)).href : module;
  const loaded: Loaded = await import(address).catch((cause: unknown) => {
    throw new Error(`STAGELINE_WORKFLOWS: ${module} cannot be loaded: ${String(cause)}`, { cause });
  });
  const workflows = loaded.workflows ?? loaded.default;
  if (!Array.isArray(workflows) || workflows.length === 0 || !workflows.every(isWorkflow)) {
    throw new Error(`STAGELINE_WORKFLOWS: ${module} must export \`workflows\`, an array of built workflows`);
  }
  const { redact } = loaded;
  if (redact === undefined) return { workflows };
  if (isRedactFunction(redact)) return { workflows, redact };
  throw new Error(
    `STAGELINE_WORKFLOWS: \`redact\` of ${module} must be a function of a text that gives a text`,
  );
}

interface Loaded {
  readonly workflows?: unknown;
  readonly default?: unknown;
  readonly redact?: unknown;
}

const isWorkflow = (value: unknown): value is WorkflowDefinition =>
  typeof value === "object" && value !== null && "shape" in value && "groups" in value && "stage" in value;

/** What it gives is looked at with every text. */
const isRedactFunction = (value: unknown): value is RedactFunction => typeof value === "function";
