/** Which language the document is in. Its first part tells. */

import { defineStage } from "@stageline/engine";
import { z } from "zod";
import { ask } from "./ask.js";
import { split } from "./split.js";

const language = z.object({
  languageCode: z.string().describe("ISO 639-1, or und"),
  languageName: z.string().describe("In English"),
  confidence: z.number().min(0).max(1),
});

export const detectLanguage = defineStage({
  id: "detect-language",
  name: "Detect language",
  schemas: { input: split.schemas.output, output: language },
  async execute(ctx) {
    const model = ctx.ai();
    const answer = await ask({
      model,
      instructions: "Which language is the text in?",
      text: ctx.input.parts[0] ?? "",
      schema: language,
      signal: ctx.signal,
    });
    ctx.annotate("Classification.language", answer.languageCode, {
      actor: { kind: "agent", id: model.modelId, version: model.provider },
      payload: answer,
      idempotencyKey: ctx.idempotencyKey,
    });
    return answer;
  },
});
