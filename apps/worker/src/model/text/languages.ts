/** Which natural language a text is in. */

export interface DetectedLanguage {
  /** ISO 639-1, or `und` when the text doesn't tell. */
  readonly code: string;
  /** In English: `German`. */
  readonly name: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** As much of a text as is looked at, in characters: more doesn't change the answer. */
const LOOKED_AT = 20_000;

const UNDETERMINED: DetectedLanguage = { code: "und", name: "undetermined", confidence: 0 };

const load = async () => (await import("eld/small")).eld;
let loaded: ReturnType<typeof load> | undefined;

export async function detectLanguage(text: string): Promise<DetectedLanguage> {
  const sample = text.slice(0, LOOKED_AT);
  if (!/\p{L}/u.test(sample)) return UNDETERMINED;
  loaded ??= load();
  const result = (await loaded).detect(sample);
  if (result.language === "") return UNDETERMINED;
  const scores = Object.values(result.getScores()).sort((a, b) => b - a);
  const margin = (scores[0] ?? 0) - (scores[1] ?? 0);
  const confidence = result.isReliable() ? 0.75 + Math.min(0.24, margin * 2) : Math.min(0.5, 0.2 + margin);
  return {
    code: result.language,
    name: languageName(result.language),
    confidence: Math.round(confidence * 100) / 100,
  };
}

/** The English name of an ISO 639-1 code; the code itself when it has none. */
export const languageName = (code: string): string =>
  new Intl.DisplayNames("en", { type: "language", fallback: "code" }).of(code) ?? code;
