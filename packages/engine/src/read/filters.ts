/** What may be asked of the read side. The web validates with these same schemas. */

import { z } from "zod";
import { LOG_LEVELS, STATUSES } from "../domain/status.js";
import { canBeStoredId, FIRST_INSTANT, LAST_INSTANT } from "../domain/storable.js";
import { runConditions } from "./run-conditions.js";

/** Rows in a page when the caller does not say. */
export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 200;

const id = z.string().min(1).max(500);
/** As large as databases keep it. */
export const attemptNumber = z.number().int().min(0).max(2_147_483_647);
/** The id of a row already shown, in the place of a page's cursor. */
export const shownId = id.refine(canBeStoredId, "no row has this id");
const limit = z.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE);

/** A time that rows can have; a database may refuse others. */
export const instant = z.date().min(new Date(FIRST_INSTANT)).max(new Date(LAST_INSTANT));

/** A place between two rows of a list: that of a row already shown, by time and id. */
export const keyset = z.object({ createdAt: instant, id: shownId });
export type Keyset = z.infer<typeof keyset>;

/**
 * Which way the page lies from the cursor: `before` is toward the list's start, `after` toward its end.
 * A page always comes in the list's own order.
 */
const paging = {
  cursor: keyset.optional(),
  direction: z.enum(["after", "before"]).default("after"),
  limit,
};

/** Runs, newest first. */
export const runFilter = z.object({
  status: z.array(z.enum(STATUSES)).optional(),
  workflowId: z.array(id).optional(),
  /** Start of a run id, or part of a workflow's id or name; not case-sensitive. */
  text: z.string().max(200).optional(),
  /** Created at or after. */
  from: instant.optional(),
  /** Created before. */
  to: instant.optional(),
  where: runConditions.optional(),
  /** Of the error: runs that failed alike have the same. */
  fingerprint: z.string().min(1).max(100).optional(),
  ...paging,
});
export type RunFilter = z.infer<typeof runFilter>;

/** Annotations of one run or of all, oldest first. */
export const annotationFilter = z.object({
  runId: id.optional(),
  /** Row id of a stage, any attempt of it. */
  stageRecordId: id.optional(),
  attempt: attemptNumber.optional(),
  key: z.string().optional(),
  /** Literal and case-sensitive; ignored when `key` is given. */
  keyPrefix: z.string().optional(),
  scope: z.string().optional(),
  actorKind: z.string().optional(),
  actorId: z.string().optional(),
  actorVersion: z.string().optional(),
  from: instant.optional(),
  to: instant.optional(),
  ...paging,
});
export type AnnotationViewFilter = z.infer<typeof annotationFilter>;

/** AI calls of one run or of all, oldest first. */
export const aiCallFilter = z.object({
  runId: id.optional(),
  stageId: id.optional(),
  attempt: attemptNumber.optional(),
  modelId: z.string().optional(),
  /** Literal and case-sensitive. */
  topicPrefix: z.string().optional(),
  status: z.array(z.enum(["COMPLETED", "FAILED", "ABORTED"])).optional(),
  ...paging,
});
export type AiCallFilter = z.infer<typeof aiCallFilter>;

/** Earlier executions of stages of a workflow. */
export const stageHistoryFilter = z.object({ workflowId: id, stageIds: z.array(id).max(100) });
export type StageHistoryFilter = z.infer<typeof stageHistoryFilter>;

/** Logs of one run, oldest first; `direction: "before"` without a cursor gives the tail. */
export const logViewFilter = z.object({
  runId: id,
  stageRecordId: id.optional(),
  /** Lines of this stage, in any attempt unless one is named. */
  stageId: id.optional(),
  /** Lines of stages in this attempt; lines of the run itself have none. */
  attempt: attemptNumber.optional(),
  level: z.array(z.enum(LOG_LEVELS)).optional(),
  /** Part of the message; not case-sensitive. */
  text: z.string().max(200).optional(),
  ...paging,
});
export type LogViewFilter = z.infer<typeof logViewFilter>;

/** Events of one run in the order they happened. */
export const eventFilter = z.object({
  runId: id,
  /** Only events behind this sequence. */
  afterSequence: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(500),
});
export type EventFilter = z.infer<typeof eventFilter>;

/** No stored value is longer: PostgreSQL's limit of a field. */
const MAX_TEXT_CHARS = 2 ** 30;

/** Which payload to show, and how much of it. */
export const payloadRequest = z.object({
  kind: z.enum([
    "runInput",
    "runOutput",
    "runConfig",
    "stageInput",
    "stageOutput",
    "stageConfig",
    "artifact",
    "annotationPayload",
    "aiCallPrompt",
    "aiCallResponse",
    "eventPayload",
  ]),
  /** Row id of the run, stage, artifact, annotation, AI call or event. */
  id,
  /** Characters to pass over. Default 0. */
  fromChar: z.number().int().min(0).max(MAX_TEXT_CHARS).optional(),
  /** Characters from there. Default 64 Ki, at most 2 Mi. */
  maxChars: z.number().int().min(1).max(2_097_152).default(65_536),
});
export type PayloadRequest = z.infer<typeof payloadRequest>;
