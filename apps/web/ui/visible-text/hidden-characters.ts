/**
 * Characters that show nothing, or show what stands beside them in another order: with them a text looks like another.
 * Runs, models and people write texts; who reads one must see what is in it.
 *
 * Source: Unicode Technical Report 36, Security Considerations; CVE-2021-42574 for the directions.
 */

/** Where one language or picture needs it, a joiner shows something: these stay as they are. */
const NEEDED = [
  // A family of several people, a flag of a part of a country.
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})`,
  String.raw`(?<=\u{1F3F4}[\u{E0020}-\u{E007E}]*)[\u{E0020}-\u{E007F}]`,
  // Letters that join: Arabic, Syriac, the Indic scripts, Mongolian and others.
  String.raw`(?<=[\p{L}\p{M}])(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u200C\u200D](?=[\p{L}\p{M}])(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])`,
].join("|");

/** Line breaks and tabs are layout, not hidden. */
const HIDDEN = String.raw`[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]`;

/** Most texts have none: found out before anything else, as every text of every page is asked. */
const ANY = new RegExp(HIDDEN, "u");
const EACH = new RegExp(`${NEEDED}|(${HIDDEN})`, "gu");

const NAMES: Readonly<Record<string, string>> = {
  "0000": "null",
  "0007": "bell",
  "0008": "backspace",
  "001B": "escape",
  "007F": "delete",
  "00AD": "soft hyphen",
  "061C": "Arabic letter mark",
  "200B": "zero-width space",
  "200C": "zero-width non-joiner",
  "200D": "zero-width joiner",
  "200E": "left-to-right mark",
  "200F": "right-to-left mark",
  "2028": "line separator",
  "2029": "paragraph separator",
  "202A": "left-to-right embedding",
  "202B": "right-to-left embedding",
  "202C": "end of an embedding or override",
  "202D": "left-to-right override",
  "202E": "right-to-left override",
  "2060": "word joiner",
  "2066": "left-to-right isolate",
  "2067": "right-to-left isolate",
  "2068": "first strong isolate",
  "2069": "end of an isolate",
  "3164": "Hangul filler",
  FEFF: "zero-width no-break space",
};

export const hasHidden = (text: string): boolean => ANY.test(text);

/** `U+202E`. */
export const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** `U+202E right-to-left override`. */
export const titleOf = (character: string): string => {
  const code = codeOf(character);
  const value = Number.parseInt(code.slice(2), 16);
  const kind = value < 0x20 || (value >= 0x7f && value < 0xa0) ? "control character" : "hidden character";
  return `${code} ${NAMES[code.slice(2)] ?? (value >= 0xe0000 ? "hidden tag" : kind)}`;
};

export interface TextPart {
  readonly text: string;
  /** One character, which is not seen by itself. */
  readonly isHidden: boolean;
}

/** A text in parts; together they are the text. */
export function partsOf(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { 0: found, 1: hidden, index } of text.matchAll(EACH)) {
    if (hidden === undefined) continue;
    if (index > from) parts.push({ text: text.slice(from, index), isHidden: false });
    parts.push({ text: found, isHidden: true });
    from = index + found.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), isHidden: false });
  return parts;
}

/** For places that hold plain text only: `‹U+202E›` where the character was. */
export const spelledOut = (text: string): string =>
  hasHidden(text)
    ? partsOf(text)
        .map((part) => (part.isHidden ? `‹${codeOf(part.text)}›` : part.text))
        .join("")
    : text;
