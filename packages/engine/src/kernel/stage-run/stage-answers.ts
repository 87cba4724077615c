/** What the code of a suspending stage answers, checked: it may be JavaScript, or be wrong about its types. */

import { z } from "zod";
import type { Completion, Submission } from "../../domain/definition/async-batch-stage.js";
import { InvalidInputError, UnstorableValueError } from "../../domain/errors.js";
import { lostPart } from "../../domain/lost-part.js";
import { parse } from "../command.js";

/** A hundred years: what is waited for longer is a mistake in the unit. */
const LONGEST_WAIT_MS = 3_155_760_000_000;
const milliseconds = z.number().min(0).max(LONGEST_WAIT_MS);

const suspend = z.object({
  state: z.unknown(),
  pollInMs: milliseconds.optional(),
  maxWaitMs: milliseconds.optional(),
});
const notReady = z.object({
  ready: z.literal(false),
  state: z.unknown().optional(),
  pollInMs: milliseconds.optional(),
});

/**
 * @throws {InvalidInputError} if it is no submission
 * @throws {UnstorableValueError} if the state cannot be stored
 */
export function submissionOf(answer: unknown): Submission<unknown, unknown> {
  if (has(answer, "suspend")) {
    const waits = parse("what submit gave", suspend, answer.suspend);
    return { suspend: { ...waitsOf(waits), state: storable(waits.state) } };
  }
  if (has(answer, "output")) return { output: answer.output };
  throw new InvalidInputError("what submit gave", [
    {
      path: [],
      message: "give { suspend: { state } } to wait, or { output } when there is nothing to wait for",
    },
  ]);
}

/**
 * @throws {InvalidInputError} if it is no completion
 * @throws {UnstorableValueError} if the new state cannot be stored
 */
export function completionOf(answer: unknown): Completion<unknown, unknown> {
  if (has(answer, "ready") && answer.ready === true && has(answer, "output"))
    return { ready: true, output: answer.output };
  if (has(answer, "ready") && answer.ready === false) {
    const waits = parse("what checkCompletion gave", notReady, answer);
    return waits.state === undefined
      ? { ready: false, ...waitsOf(waits) }
      : { ready: false, ...waitsOf(waits), state: storable(waits.state) };
  }
  throw new InvalidInputError("what checkCompletion gave", [
    { path: [], message: "give { ready: false } to be asked again, or { ready: true, output }" },
  ]);
}

const has = <Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> =>
  typeof value === "object" && value !== null && key in value;

/** The waits that were named. */
const waitsOf = ({
  pollInMs,
  maxWaitMs,
}: {
  pollInMs?: number | undefined;
  maxWaitMs?: number | undefined;
}) => ({
  ...(pollInMs === undefined ? {} : { pollInMs }),
  ...(maxWaitMs === undefined ? {} : { maxWaitMs }),
});

function storable(state: unknown): unknown {
  const lost = lostPart(state);
  if (lost === undefined) return state;
  throw new UnstorableValueError("state", `it has a part that is no data: ${lost}`);
}
