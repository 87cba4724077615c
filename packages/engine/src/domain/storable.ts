/** What the columns beside the JSON documents can hold, the same in every store. */

import { UnstorableValueError } from "./errors.js";

/** Longest id or key, in UTF-16 units: index rows have a size limit. */
export const MAX_ID_LENGTH = 500;

/** Longest id or key in UTF-8: an index row of PostgreSQL has room for 2,704 bytes, and up to three names in it. */
export const MAX_ID_BYTES = 800;

const REPLACEMENT = "\uFFFD";

/** Whether the text is well-formed Unicode without NUL, which PostgreSQL's text cannot hold. */
export const isStorableText = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** Free text as it can be stored: NUL and lone surrogates become U+FFFD, the rest stays to the letter. */
export function storableText(text: string): string {
  if (isStorableText(text)) return text;
  return text.toWellFormed().replaceAll("\0", REPLACEMENT);
}

/**
 * An id or key, unchanged. Replacing characters here would make two different ids one, so they are refused instead.
 *
 * @throws {UnstorableValueError}
 */
export function storableId(field: string, id: string): string {
  if (id.length > MAX_ID_LENGTH) {
    throw new UnstorableValueError(
      field,
      `${id.length} characters are too long, ${MAX_ID_LENGTH} are allowed`,
    );
  }
  if (!hasRoom(id)) {
    throw new UnstorableValueError(
      field,
      `${Buffer.byteLength(id)} bytes of UTF-8 are too long, ${MAX_ID_BYTES} are allowed`,
    );
  }
  if (!isStorableText(id))
    throw new UnstorableValueError(field, "it contains a NUL character or half a surrogate pair");
  return id;
}

/** No character has more than three bytes per UTF-16 unit, so most ids need not be measured. */
const hasRoom = (id: string): boolean =>
  id.length * 3 <= MAX_ID_BYTES || Buffer.byteLength(id) <= MAX_ID_BYTES;

/** Whether a row with this id can exist. Reads answer "nothing there" without asking the database when not. */
export const canBeStoredId = (id: string): boolean =>
  id.length <= MAX_ID_LENGTH && hasRoom(id) && isStorableText(id);

/** The instants that every database knows, in milliseconds: the years 0001 to 9999. */
export const FIRST_INSTANT = new Date(0).setUTCFullYear(1, 0, 1);
export const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * An instant in the years 0001 to 9999.
 *
 * @throws {UnstorableValueError}
 */
export function storableDate(field: string, date: Date): Date {
  const time = date.getTime();
  if (!(time >= FIRST_INSTANT && time <= LAST_INSTANT)) {
    throw new UnstorableValueError(field, `${String(date)} is not an instant in the years 1 to 9999`);
  }
  return date;
}

/**
 * A finite number.
 *
 * @throws {UnstorableValueError}
 */
export function storableNumber(field: string, value: number): number {
  if (!Number.isFinite(value)) throw new UnstorableValueError(field, `${value} is not a finite number`);
  return value;
}

/**
 * A whole number that JavaScript and a 64-bit column both hold exactly.
 *
 * @throws {UnstorableValueError}
 */
export function storableInteger(field: string, value: number): number {
  if (!Number.isSafeInteger(value))
    throw new UnstorableValueError(field, `${value} is not a whole number up to 2^53`);
  return value;
}

const MAX_INT_32 = 2_147_483_647;

/**
 * A whole number for a 32-bit column, such as a priority.
 *
 * @throws {UnstorableValueError}
 */
export function storableInt32(field: string, value: number): number {
  storableInteger(field, value);
  if (value > MAX_INT_32 || value < -MAX_INT_32 - 1)
    throw new UnstorableValueError(field, `${value} does not fit 32 bits`);
  return value;
}
