/** Values as rows hold them, and back. Times are milliseconds and documents JSON text, so nothing read is shared. */

import { decodeDocument, encodeDocument } from "../../domain/json-document.js";
import { storableDate, storableId, storableText } from "../../domain/storable.js";

export const dateOf = (at: number): Date => new Date(at);
export const dateOrNull = (at: number | null): Date | null => (at === null ? null : new Date(at));

export const documentOf = (text: string): unknown => decodeDocument(text);
export const documentOrNull = (text: string | null): unknown => (text === null ? null : decodeDocument(text));

/** For a column that may be null: null and undefined are the same nothing. */
export const toDocumentOrNull = (value: unknown): string | null =>
  value === undefined || value === null ? null : encodeDocument(value);

export const toTime = (field: string, at: Date): number => storableDate(field, at).getTime();
export const toTimeOrNull = (field: string, at: Date | null | undefined): number | null =>
  at == null ? null : toTime(field, at);

export const toIdOrNull = (field: string, id: string | null | undefined): string | null =>
  id == null ? null : storableId(field, id);
export const toTextOrNull = (text: string | null | undefined): string | null =>
  text == null ? null : storableText(text);

/**
 * So many milliseconds from now. A length that is no number would put a row where its index never finds it again.
 *
 * @throws {UnstorableValueError}
 */
export const timeAfter = (field: string, now: number, ms: number): number =>
  toTime(field, new Date(now + ms));

/** An amount of US dollars to 12 decimals, free of the dust that adding binary fractions leaves. */
export const dollars = (amount: number): number => Number(amount.toFixed(12));

/** Adds many amounts without drift (Neumaier's summation). */
export function sumOfDollars(amounts: Iterable<number>): number {
  let [sum, lost] = [0, 0];
  for (const amount of amounts) {
    const next = sum + amount;
    lost += Math.abs(sum) >= Math.abs(amount) ? sum - next + amount : amount - next + sum;
    sum = next;
  }
  return dollars(sum + lost);
}

/** The fields of a change that are to be written: `undefined` leaves a field alone. */
export function given<Fields extends object>(fields: Fields): Partial<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Fields>;
}

/** {@link given} for one field that is converted first; null is a value. */
export const converted = <From, To>(value: From | undefined, convert: (value: From) => To): To | undefined =>
  value === undefined ? undefined : convert(value);
