/** One payload as JSON text, cut. */

import type { PayloadRequest } from "../../../read/filters.js";
import type { PayloadView } from "../../../read/views.js";
import type { Moment } from "../database.js";
import { charsIn, cut } from "./page.js";

export function getPayload(
  moment: Moment,
  { kind, id, fromChar = 0, maxChars }: PayloadRequest,
): PayloadView | null {
  const text = payloadOf(moment, kind, id);
  if (text == null) return null;
  const totalChars = charsIn(text);
  const part = cut(text.slice(cut(text, fromChar).length), maxChars);
  return { text: part, totalChars, isCut: totalChars > fromChar + maxChars };
}

function payloadOf({ tables }: Moment, kind: PayloadRequest["kind"], id: string): string | null | undefined {
  switch (kind) {
    case "runInput":
      return tables.runs.get(id)?.input;
    case "runOutput":
      return tables.runs.get(id)?.output;
    case "runConfig":
      return tables.runs.get(id)?.config;
    case "stageInput":
      return tables.stages.get(id)?.inputData;
    case "stageOutput":
      return tables.stages.get(id)?.outputData;
    case "stageConfig":
      return tables.stages.get(id)?.config;
    case "artifact":
      return tables.artifacts.get(id)?.data;
    case "annotationPayload":
      return tables.annotations.get(id)?.payload;
    case "aiCallPrompt":
      return tables.aiCalls.get(id)?.prompt;
    case "aiCallResponse":
      return tables.aiCalls.get(id)?.response;
    case "eventPayload":
      return tables.events.get(id)?.payload;
  }
}
