/** JSON text as coloured pieces. */

export interface JsonToken {
  /** Key, string, number, keyword, punctuation; "" for blanks. */
  readonly kind: "k" | "s" | "n" | "b" | "p" | "";
  readonly text: string;
}

const TOKEN =
  /("(?:[^"\\]|\\.)*(?:"|$))(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b|([{}[\],:])|(\s+)|(.)/gs;

export function jsonTokens(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  for (const [whole, string, colon, number, word, mark] of text.matchAll(TOKEN)) {
    if (string !== undefined) {
      tokens.push({ kind: colon === undefined ? "s" : "k", text: string });
      if (colon !== undefined) tokens.push({ kind: "p", text: colon });
    } else if (number !== undefined) tokens.push({ kind: "n", text: number });
    else if (word !== undefined) tokens.push({ kind: "b", text: word });
    else if (mark !== undefined) tokens.push({ kind: "p", text: mark });
    else tokens.push({ kind: "", text: whole });
  }
  return tokens;
}

/** The text with line breaks and indentation; as it is when it is no JSON. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const INDENT = "  ";

/** The same for the beginning of a longer text, which is no complete JSON. */
export function prettyHead(text: string): string {
  const tokens = jsonTokens(text).filter((token) => token.text.trim() !== "");
  let depth = 0;
  let out = "";
  const line = () => `\n${INDENT.repeat(depth)}`;
  for (const [index, { kind, text: piece }] of tokens.entries()) {
    const isEmpty = /^[}\]]$/.test(tokens[index + 1]?.text ?? "");
    if (kind !== "p") out += piece;
    else if (piece === "{" || piece === "[") {
      depth += 1;
      out += isEmpty ? piece : piece + line();
    } else if (piece === "}" || piece === "]") {
      depth = Math.max(0, depth - 1);
      out += /[{[]$/.test(out) ? piece : line() + piece;
    } else out += piece === "," ? piece + line() : `${piece.trim()} `;
  }
  return out;
}
