/** A workflow without its code: what is stored of it, drawn from it, and needed to start or rerun it. */

import { z } from "zod";

/** A JSON Schema (draft 2020-12) as Zod writes it. */
const jsonSchema = z.record(z.string(), z.json());

const stageShape = z.object({
  id: z.string(),
  name: z.string(),
  /** 1-based, in the order of definition over all groups. */
  number: z.number().int().min(1),
  /** Deliveries before a failure is final. */
  maxAttempts: z.number().int().min(1),
  timeoutMs: z.number().int().positive().nullable(),
  /** Whether the stage may wait for something outside. */
  suspends: z.boolean(),
  inputSchema: jsonSchema.nullable(),
  outputSchema: jsonSchema.nullable(),
  configSchema: jsonSchema.nullable(),
});

const groupShape = z.object({
  /** 1-based. */
  number: z.number().int().min(1),
  stages: z.array(stageShape).min(1),
});

export const storedWorkflow = z.object({
  workflowId: z.string(),
  /** Changes whenever the groups, stages or schemas do. */
  contentHash: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  groups: z.array(groupShape).min(1),
  inputSchema: jsonSchema.nullable(),
  /** Of the run's config: an object with one member per stage. */
  configSchema: jsonSchema.nullable(),
});

export type StageShape = z.infer<typeof stageShape>;
export type GroupShape = z.infer<typeof groupShape>;
export type StoredWorkflow = z.infer<typeof storedWorkflow>;
