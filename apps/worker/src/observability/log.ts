/**
 * The worker's log: one JSON object a line, with the fields of docs/worker.md.
 *
 * No line leaves with a secret in it: they are taken out of the finished line, wherever in the record, its errors and
 * their stacks they stand.
 */

import pino, { type DestinationStream, type Logger } from "pino";
import { describeError } from "./describe-error.js";
import { redacted } from "./redact.js";

export interface LogOptions {
  /** Lines below it are not written. */
  level: string;
  /** Default: standard output. */
  destination?: DestinationStream;
}

export function createLog({ level, destination }: LogOptions): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      serializers: { err: describeError },
      hooks: { streamWrite: redacted },
    },
    destination ?? pino.destination(1),
  );
}
