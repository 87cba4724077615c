/**
 * Values as columns hold them, and back.
 *
 * The one place that knows how drivers hand over times, 64-bit numbers, booleans and documents: PostgreSQL's times
 * come as Date, SQLite's as Date or as milliseconds, depending on whether the driver knows the column's type.
 */

import { UnstorableValueError } from "../../domain/errors.js";
import { decodeDocument, encodeDocument } from "../../domain/json-document.js";
import { storableInteger } from "../../domain/storable.js";

export type Row = Readonly<Record<string, unknown>>;

export const text = (value: unknown): string => value as string;
export const textOrNull = (value: unknown): string | null => (value ?? null) as string | null;

export const whole = (value: unknown): number => Number(value);
export const wholeOrNull = (value: unknown): number | null => (value == null ? null : Number(value));

/** A sum of US dollars, free of the dust that adding binary fractions leaves. */
export const dollars = (value: unknown): number => Math.round(Number(value ?? 0) * 1e12) / 1e12;

export const flag = (value: unknown): boolean => Boolean(typeof value === "bigint" ? Number(value) : value);

export function instant(value: unknown): Date {
  if (value instanceof Date) return value;
  if (typeof value === "string") return new Date(/^-?\d+$/.test(value) ? Number(value) : value);
  return new Date(Number(value));
}
export const instantOrNull = (value: unknown): Date | null => (value == null ? null : instant(value));

export const fromDocument = (value: unknown): unknown => decodeDocument(value as string);
export const fromDocumentOrNull = (value: unknown): unknown =>
  value == null ? null : decodeDocument(value as string);

/** For a column that may be null: null and undefined are the same nothing. */
export const toDocumentOrNull = (value: unknown): string | null =>
  value === undefined || value === null ? null : encodeDocument(value);

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
