/** The worker's environment, read once and checked. */

import os from "node:os";
import { z } from "zod";

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const environment = z.object({
  /** `postgres://…` or `file:…`. */
  DATABASE_URL: z.string().min(1, "set it to postgres://… or file:./x.db"),
  /** Stages this process runs at once. Default: two per core, at least 4. */
  STAGELINE_SLOTS: wholeNumber(1, 1_000).default(Math.max(4, os.availableParallelism() * 2)),
  /** Milliseconds a lease lasts without a heartbeat. Default 30 s. */
  STAGELINE_LEASE_MS: wholeNumber(1_000, 3_600_000).default(30_000),
  /** Longest wait, in milliseconds, between two looks at an empty queue. Default 1 s. */
  STAGELINE_POLL_MS: wholeNumber(10, 60_000).default(1_000),
  /** Milliseconds running stages get to finish when the worker is told to stop. Default 10 s. */
  STAGELINE_GRACE_MS: wholeNumber(0, 600_000).default(10_000),
  /** Path or package name of a module that exports `workflows`. Default: the built-in ones. */
  STAGELINE_WORKFLOWS: z.string().min(1).optional(),
  STAGELINE_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export interface WorkerEnv {
  readonly databaseUrl: string;
  readonly slots: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly graceMs: number;
  readonly workflowsModule: string | undefined;
  readonly logLevel: string;
}

/** @throws {Error} with one line per variable that is missing or wrong */
export function readEnv(variables: NodeJS.ProcessEnv): WorkerEnv {
  const result = environment.safeParse(variables);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(`The worker's environment is not right:\n${lines.join("\n")}`);
  }
  const env = result.data;
  return {
    databaseUrl: env.DATABASE_URL,
    slots: env.STAGELINE_SLOTS,
    leaseMs: env.STAGELINE_LEASE_MS,
    pollMs: env.STAGELINE_POLL_MS,
    graceMs: env.STAGELINE_GRACE_MS,
    workflowsModule: env.STAGELINE_WORKFLOWS,
    logLevel: env.STAGELINE_LOG_LEVEL,
  };
}
