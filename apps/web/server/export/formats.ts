/** How an exported list is written. */

import { stringify } from "csv-stringify/sync";
import type { ExportedRecord } from "./exported-list";
import { instantText } from "./instant-text";

export const EXPORT_FORMATS = ["csv", "json", "ndjson"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface FileWriter {
  readonly contentType: string;
  head(columns: readonly string[]): string;
  /** @param isFirst nothing was written but the head */
  rows(records: readonly ExportedRecord[], isFirst: boolean): string;
  /** @param cut why the file ends before the list does; null when it is whole */
  tail(cut: string | null, columns: readonly string[]): string;
}

/** Spreadsheet programs take a file for UTF-8 only if it says so. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Comma-separated, lines end with CR LF. A text that a spreadsheet program would take for a formula (it begins with
 * = + - @, a tab or a line end) gets an apostrophe in front; numbers stay as they are.
 *
 * @param zone of its instants
 */
const csv = (zone: string | undefined): FileWriter => {
  const line = (cells: readonly unknown[]) =>
    stringify([cells as unknown[]], {
      record_delimiter: "windows",
      quote_record_delimiter: true,
      escape_formulas: true,
      cast: {
        date: (at) => instantText(at, zone),
        boolean: String,
        string: (text) => (text.startsWith("\n") ? `'${text}` : text),
      },
    });
  return {
    contentType: "text/csv; charset=utf-8",
    head: (columns) => `${BYTE_ORDER_MARK}${line(columns)}`,
    rows: (records) => records.map((record) => line(Object.values(record))).join(""),
    // As wide as the other lines.
    tail: (cut, columns) => (cut === null ? "" : line([cut, ...columns.slice(1).map(() => null)])),
  };
};

/** `{"rows":[…],"cut":null}`, a record a line. */
const json: FileWriter = {
  contentType: "application/json; charset=utf-8",
  head: () => '{"rows":[',
  rows: (records, isFirst) =>
    records
      .map((record, index) => `${isFirst && index === 0 ? "" : ","}\n${JSON.stringify(record)}`)
      .join(""),
  tail: (cut) => `\n],"cut":${JSON.stringify(cut)}}\n`,
};

/** A record a line; one that was cut ends with `{"cut":"…"}`. */
const ndjson: FileWriter = {
  contentType: "application/x-ndjson; charset=utf-8",
  head: () => "",
  rows: (records) => records.map((record) => `${JSON.stringify(record)}\n`).join(""),
  tail: (cut) => (cut === null ? "" : `${JSON.stringify({ cut })}\n`),
};

export const writerOf = (format: ExportFormat, zone: string | undefined): FileWriter =>
  format === "csv" ? csv(zone) : format === "json" ? json : ndjson;
