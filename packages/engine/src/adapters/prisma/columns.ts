/**
 * Values as columns hold them, and back.
 *
 * The one place that knows how drivers hand over times, 64-bit numbers, booleans and documents: PostgreSQL's times
 * come as Date, SQLite's as Date or as milliseconds, depending on whether the driver knows the column's type.
 */

import { decodeDocument, encodeDocument } from "../../domain/json-document.js";

export type Row = Readonly<Record<string, unknown>>;

export const text = (value: unknown): string => value as string;
export const textOrNull = (value: unknown): string | null => (value ?? null) as string | null;

export const whole = (value: unknown): number => Number(value);
export const wholeOrNull = (value: unknown): number | null => (value == null ? null : Number(value));

/** A sum of US dollars, free of the dust that adding binary fractions leaves. */
export const dollars = (value: unknown): number => Number(Number(value ?? 0).toFixed(12));

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
