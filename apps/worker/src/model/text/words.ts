/** Sentences and words of a text in any script. */

export interface Word {
  readonly text: string;
  /** Compared form: lower case, compatibility characters unified. */
  readonly folded: string;
  /** Offsets in the text, end excluded. */
  readonly start: number;
  readonly end: number;
}

const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

/** @param language ISO 639-1; `und` splits by the script's own rules */
export function wordsOf(text: string, language: string): Word[] {
  const segmenter = new Intl.Segmenter(locale(language), { granularity: "word" });
  const words: Word[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike)
      words.push({ text: segment, folded: fold(segment), start: index, end: index + segment.length });
  }
  return words;
}

/** Sentences without white space around them, in order. A blank line or a line that is a list item ends one, too. */
export function sentencesOf(text: string, language: string): string[] {
  const segmenter = new Intl.Segmenter(locale(language), { granularity: "sentence" });
  return blocksOf(text).flatMap((block) =>
    Array.from(segmenter.segment(block), ({ segment }) => segment.replace(/\s+/g, " ").trim()).filter(
      (sentence) => sentence !== "",
    ),
  );
}

/** Paragraphs and list items; lines that were only wrapped are joined. */
function blocksOf(text: string): string[] {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n\s*\n|\n(?=[ \t]*(?:[-*•#]|\d{1,3}[.)])[ \t])/)
    .map((block) => block.replace(/\s*\n\s*/g, " ").trim());
}

const locale = (language: string): string | undefined => (language === "und" ? undefined : language);
