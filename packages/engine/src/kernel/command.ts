/** A command: a name, what it takes, and what it does. Its file is the whole of it. */

import { z } from "zod";
import { InvalidInputError } from "../domain/errors.js";
import type { KernelContext } from "./kernel-context.js";

export interface Command<Type extends string, Input extends z.ZodType, Result> {
  readonly type: Type;
  readonly input: Input;
  handle(context: KernelContext, input: z.output<Input>): Promise<Result>;
}

export const defineCommand = <const Type extends string, Input extends z.ZodType, Result>(
  command: Command<Type, Input, Result>,
): Command<Type, Input, Result> => command;

/**
 * What a schema makes of a value.
 *
 * @param what names the value in the error
 * @throws {InvalidInputError}
 */
export function parse<Schema extends z.ZodType>(
  what: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidInputError(
    what,
    result.error.issues.map(({ path, message }) => ({
      path: path.map((key) => (typeof key === "number" ? key : String(key))),
      message,
    })),
    { cause: result.error },
  );
}

/** Who is behind a command; `kind` is open, `user`, `agent` and `system` are usual. */
export const actorSchema = z.object({
  kind: z.string().optional(),
  id: z.string().optional(),
  version: z.string().optional(),
});

/** The actor in one word: who, or else what kind. */
export const actorName = (actor: z.output<typeof actorSchema> | undefined): string | null =>
  actor?.id ?? actor?.kind ?? null;
