/**
 * An exported list as a file, written as it is read.
 *
 * Bounded, so that one click is never a day's work for the database: a file that ends before the list does says so in
 * its last line. One that could not be read on breaks off, and the browser tells that the download failed.
 */

import type { ExportedRecord } from "./exported-list";
import type { FileWriter } from "./formats";

export interface ExportLimits {
  readonly rows: number;
  /** Milliseconds of reading; how long the reader of the file takes does not count. */
  readonly readMs: number;
}

export const EXPORT_LIMITS: ExportLimits = { rows: 100_000, readMs: 60_000 };

export async function* exportFile(
  pages: AsyncIterable<readonly ExportedRecord[]>,
  columns: readonly string[],
  writer: FileWriter,
  limits: ExportLimits = EXPORT_LIMITS,
): AsyncGenerator<string> {
  yield writer.head(columns);
  let written = 0;
  let readMs = 0;
  let cut: string | null = null;
  let began = performance.now();
  for await (const page of pages) {
    readMs += performance.now() - began;
    const records = page.slice(0, limits.rows - written);
    if (records.length > 0) yield writer.rows(records, written === 0);
    written += records.length;
    cut =
      records.length < page.length
        ? tooMany(limits)
        : readMs > limits.readMs
          ? tooLong(limits, written)
          : null;
    if (cut !== null) break;
    began = performance.now();
  }
  yield writer.tail(cut, columns);
}

const tooMany = ({ rows }: ExportLimits) =>
  `Cut: only the first ${rows} rows are in this file. Narrow the filter or the time range for the others.`;

const tooLong = ({ readMs }: ExportLimits, written: number) =>
  `Cut: reading took longer than ${readMs / 1000} s, so only the first ${written} rows are in this file. Narrow the filter or the time range for the others.`;
