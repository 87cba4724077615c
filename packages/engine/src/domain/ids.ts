/** Ids sort by time, keep their order within a millisecond of one process, and cannot be guessed. */

import { uuidv7 } from "uuidv7";

/** A new UUID version 7 (RFC 9562), monotonic within the process. */
export const newId = (): string => uuidv7();
