/** The worker's environment, read once and checked. */

import os from "node:os";
import {
  PRUNABLES,
  type Prunable,
  type RedactionOptions,
  redactionOf,
  redactionVariables,
} from "@stageline/engine";
import { z } from "zod";

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const kind = z.enum(PRUNABLES);

/** @returns undefined for what is no list of kinds with their days */
function retentionOf(text: string): Partial<Record<Prunable, number>> | undefined {
  const days: Partial<Record<Prunable, number>> = {};
  for (const part of text.split(",")) {
    const [, name, count] = /^\s*(\w+)\s*=\s*(\d{1,5})\s*$/.exec(part) ?? [];
    const known = kind.safeParse(name);
    if (!known.success || count === undefined) return undefined;
    days[known.data] = Number(count);
  }
  return days;
}

function unreadable(context: z.RefinementCtx, text: string): never {
  const kinds = PRUNABLES.join(", ");
  context.addIssue(`write kinds with their days, such as runs=90,logs=14, not ${text}; kinds are ${kinds}`);
  return z.NEVER;
}

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
  /** Port of `/healthz`, `/readyz` and `/metrics`; 0 takes any. Default: none is opened. */
  STAGELINE_METRICS_PORT: wholeNumber(0, 65_535).optional(),
  /** Address they are bound to. Default: this machine only. */
  STAGELINE_METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  /** Where events are posted to. Default: nowhere. */
  STAGELINE_WEBHOOK_URL: z
    .url({ protocol: /^https?$/, error: "set it to an address that begins with http:// or https://" })
    .optional(),
  /** Signs what is posted. */
  STAGELINE_WEBHOOK_SECRET: z.string().min(16, "set it to 16 characters or more, best random").optional(),
  /** Whether the webhook may be at a private address, such as one of this machine. Default false. */
  STAGELINE_WEBHOOK_ALLOW_PRIVATE: z.stringbool().optional(),
  /** Milliseconds until others publish the events that a worker has taken and gives no sign of. Default 60 s. */
  STAGELINE_PUBLISH_LEASE_MS: wholeNumber(1_000, 3_600_000).default(60_000),
  /** How often an event is tried before it goes to the dead letters. Default 12, which takes 13 minutes at least. */
  STAGELINE_PUBLISH_TRIES: wholeNumber(1, 1_000).default(12),
  /** Days that things are kept, such as `runs=90,logs=14`; 0 is for ever. What is left out has the engine's default. */
  STAGELINE_RETENTION: z
    .string()
    .transform((text, context) => retentionOf(text) ?? unreadable(context, text))
    .optional(),
  ...redactionVariables,
  /** Lines below this level are not written. Default `info`. */
  STAGELINE_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

/** Names of the variables that are read here. */
export const WORKER_VARIABLES: readonly string[] = Object.keys(environment.shape);

export interface WorkerEnv {
  readonly databaseUrl: string;
  readonly slots: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly graceMs: number;
  readonly workflowsModule: string | undefined;
  readonly logLevel: string;
  /** What is taken out of what is stored. */
  readonly redaction: RedactionOptions;
  /** Undefined when nothing is to be served; 0 for any port. */
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  readonly webhook: WebhookEnv | undefined;
  readonly publishing: PublishingEnv;
  /** Days by kind; 0 is for ever. */
  readonly retentionDays: Readonly<Partial<Record<Prunable, number>>>;
}

export interface PublishingEnv {
  readonly leaseMs: number;
  readonly maxTries: number;
}

export interface WebhookEnv {
  readonly url: string;
  readonly secret: string;
  readonly allowPrivate: boolean;
}

/** @throws {Error} with one line per variable that is missing or wrong */
export function readEnv(variables: NodeJS.ProcessEnv): WorkerEnv {
  // Set to nothing is not set: compose files and CI pass on variables that nobody filled.
  const filled = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = environment.safeParse(filled);
  if (!result.success)
    throw notRight(result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  const env = result.data;
  return {
    databaseUrl: env.DATABASE_URL,
    slots: env.STAGELINE_SLOTS,
    leaseMs: env.STAGELINE_LEASE_MS,
    pollMs: env.STAGELINE_POLL_MS,
    graceMs: env.STAGELINE_GRACE_MS,
    workflowsModule: env.STAGELINE_WORKFLOWS,
    logLevel: env.STAGELINE_LOG_LEVEL,
    redaction: redactionOf(env),
    metricsPort: env.STAGELINE_METRICS_PORT,
    metricsHost: env.STAGELINE_METRICS_HOST,
    webhook: webhookOf(env),
    publishing: { leaseMs: env.STAGELINE_PUBLISH_LEASE_MS, maxTries: env.STAGELINE_PUBLISH_TRIES },
    retentionDays: env.STAGELINE_RETENTION ?? {},
  };
}

/** Without a secret whoever receives events could not tell ours from anybody's. */
function webhookOf(env: z.infer<typeof environment>): WebhookEnv | undefined {
  const { STAGELINE_WEBHOOK_URL: url, STAGELINE_WEBHOOK_SECRET: secret } = env;
  if (url === undefined) return undefined;
  if (secret === undefined)
    throw notRight(["STAGELINE_WEBHOOK_SECRET: set it too, STAGELINE_WEBHOOK_URL needs it to sign events"]);
  return { url, secret, allowPrivate: env.STAGELINE_WEBHOOK_ALLOW_PRIVATE ?? false };
}

const notRight = (lines: readonly string[]): Error =>
  new Error(`The worker's environment is not right:\n${lines.map((line) => `  ${line}`).join("\n")}`);
