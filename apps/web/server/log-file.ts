/** A run's log as a file, page by page. */

import type { Keyset, LogView, LogViewFilter, ReadModel } from "@stageline/engine/read";

/** Lines that are read at once. */
const PAGE = 200;
/** A file ends here and says so. */
const MAX_LINES = 1_000_000;

export type LogFormat = "log" | "ndjson";

export async function* logFile(
  read: Pick<ReadModel, "logs">,
  filter: Omit<LogViewFilter, "cursor" | "direction" | "limit">,
  format: LogFormat,
): AsyncGenerator<string> {
  let cursor: Keyset | undefined;
  for (let lines = 0; lines < MAX_LINES; lines += PAGE) {
    const { rows, next } = await read.logs.list({ ...filter, cursor, direction: "after", limit: PAGE });
    if (rows.length > 0) yield rows.map((line) => `${WRITE[format](line)}\n`).join("");
    if (next === null) return;
    cursor = next;
  }
  const end = `Only the first ${MAX_LINES} lines are in this file`;
  yield format === "log" ? `${end}\n` : `${JSON.stringify({ truncated: end })}\n`;
}

const WRITE: Readonly<Record<LogFormat, (line: LogView) => string>> = {
  log: ({ createdAt, level, message }) => `${createdAt.toISOString()} ${level.padEnd(5)} ${message}`,
  ndjson: ({ id, createdAt, level, stageRecordId, message, metadataPreview }) =>
    JSON.stringify({ id, createdAt, level, stageRecordId, message, metadataPreview }),
};
