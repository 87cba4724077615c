/** JSON lines in both directions, never a whole file as one string: a batch has up to 100,000 of them. */

import { z } from "zod";
import { BatchApiError } from "./batch-api.js";

/** Bytes of one line; more than any model's answer with files in it. */
const LINE_BYTES = 64 * 1024 * 1024;

/** Strings are joined up to about this length before they become part of a file. */
const PIECE_CHARS = 1024 * 1024;

export interface FileOptions {
  /** As messages say it: "OpenAI". */
  readonly name: string;
  readonly contentType: string;
  readonly maxBytes: number;
}

/**
 * A file of the items' texts, one after the other.
 *
 * @throws {BatchApiError} that is not retryable, if it has more than `maxBytes`
 */
export function fileOf<T>(
  items: readonly T[],
  textOf: (item: T, index: number) => string,
  { name, contentType, maxBytes }: FileOptions,
): Blob {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const keep = (piece: string) => {
    const encoded = Buffer.from(piece, "utf8");
    bytes += encoded.length;
    if (bytes > maxBytes) {
      throw new BatchApiError(
        `The batch is larger than the ${maxBytes / 1_000_000} MB that ${name} takes; split it`,
        { isRetryable: false },
      );
    }
    pieces.push(encoded);
  };
  let piece = "";
  for (const [index, item] of items.entries()) {
    piece += textOf(item, index);
    if (piece.length < PIECE_CHARS) continue;
    keep(piece);
    piece = "";
  }
  keep(piece);
  return new Blob(pieces, { type: contentType });
}

/**
 * What the lines of an answer hold.
 *
 * @throws {BatchApiError} that is retryable: the answer broke off inside a line, or a line is not what it should be
 */
export async function* parseLines<T>(
  body: AsyncIterable<Uint8Array>,
  schema: z.ZodType<T>,
  name: string,
): AsyncGenerator<T> {
  let number = 0;
  for await (const line of linesOf(body, name)) {
    number += 1;
    if (line.trim() === "") continue;
    yield parseLine(line, schema, `Line ${number} of ${name}'s answer`);
  }
}

function parseLine<T>(line: string, schema: z.ZodType<T>, what: string): T {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (cause) {
    throw new BatchApiError(`${what} is broken or cut off`, { isRetryable: true, cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new BatchApiError(`${what} is unusable: ${z.prettifyError(parsed.error)}`, { isRetryable: true });
}

/** Split at line feeds only: JSON strings may hold the other characters that end lines. */
async function* linesOf(body: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  let started: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...started, chunk.subarray(from, end)]).toString("utf8");
      started = [];
      bytes = 0;
      from = end + 1;
    }
    if (from === chunk.length) continue;
    started.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > LINE_BYTES)
      throw new BatchApiError(`${name} answered with a line of more than ${LINE_BYTES} bytes`, {
        isRetryable: false,
      });
  }
  yield Buffer.concat(started).toString("utf8");
}
