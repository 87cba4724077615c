/** Checks a run's input and config before anything is stored: by the workflow's code, or by its stored JSON Schemas. */

import { z } from "zod";
import type { StoredWorkflow } from "../domain/workflow-shape.js";
import { parse } from "./command.js";
import type { KernelContext } from "./kernel-context.js";

/** @throws {InvalidInputError} */
export function validateRun(
  { workflows }: KernelContext,
  shape: StoredWorkflow,
  { input, config }: { input: unknown; config: unknown },
): void {
  const workflow = workflows.get(shape.workflowId);
  parse("input", workflow?.input ?? schemaFrom(shape.inputSchema), input);
  if (workflow === undefined) {
    parse("config", schemaFrom(shape.configSchema), config);
    return;
  }
  const stages = workflow.groups.flat();
  const members = stages.flatMap(({ id, schemas }) =>
    schemas.config ? [[id, schemas.config.optional()] as const] : [],
  );
  parse("config", z.strictObject(Object.fromEntries(members)), config);
}

/** A workflow whose schema JSON Schema could not express is checked by the worker, when the run starts. */
const schemaFrom = (json: StoredWorkflow["inputSchema"]): z.ZodType =>
  json === null ? z.unknown() : z.fromJSONSchema(json as Parameters<typeof z.fromJSONSchema>[0]);
