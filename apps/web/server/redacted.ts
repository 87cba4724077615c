/** Takes secrets out of what leaves the dashboard beside what is stored: errors in answers and in the log. */

import { inspect } from "node:util";
import { createRedactor } from "@stageline/engine";

const redactor = createRedactor({ level: "records" });

export const redacted = (text: string): string => redactor.text(text, "web.error");

/** Whatever was thrown, as the log shows it. */
export const redactedError = (error: unknown): string => redacted(inspect(error));
