/**
 * The worker's log: one JSON object a line, with the fields of docs/worker.md.
 *
 * No line leaves with a password in it: fields that hold one are blanked by name, and what stands in addresses inside
 * messages, errors and their stacks is taken out of the finished line.
 */

import pino, { type DestinationStream, type Logger } from "pino";
import { describeError } from "./describe-error.js";
import { REDACTED, redacted } from "./redact.js";

/** At the top of a record and one level below. */
const SECRET_FIELDS = ["password", "secret", "token", "apiKey", "authorization", "leaseToken"];

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
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: REDACTED },
      hooks: { streamWrite: redacted },
    },
    destination ?? pino.destination(1),
  );
}
