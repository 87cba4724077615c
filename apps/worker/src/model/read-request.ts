/**
 * Tells what a prompt asks for from what it asks it about.
 *
 * Instructions are the system messages and the part of the last user message outside the document. The document is, in
 * this order: what stands between `<document>` tags (also `text`, `content`, `license`, `licence`), between triple
 * backticks or triple quotes; a text file part; with a system message, the whole user message but a first line that
 * ends in a colon; else what follows the first colon, question mark or blank line of the user message. A follow-up
 * question without a document is about the document of the message before.
 */

import type { LanguageModelV4CallOptions, LanguageModelV4Message } from "@ai-sdk/provider";
import { type JsonSchema, propertyNames } from "./structured/json-schema.js";

export interface ReadRequest {
  readonly instructions: string;
  readonly document: string;
  readonly wantsJson: boolean;
  readonly schema: JsonSchema | undefined;
  /** Property names in the schema. */
  readonly fields: readonly string[];
  /** Everything that was read, in pieces, for counting. */
  readonly pieces: readonly string[];
}

export function readRequest({ prompt, responseFormat }: LanguageModelV4CallOptions): ReadRequest {
  const json = responseFormat?.type === "json" ? responseFormat : undefined;
  // The SDK's type for it is the whole of JSON Schema; only the named parts are read.
  const schema = json?.schema as JsonSchema | undefined;
  const system = prompt.flatMap((message) => (message.role === "system" ? [message.content] : [])).join("\n");
  const turns = prompt.filter((message) => message.role === "user").map(messageText);
  const last = split(turns.at(-1) ?? "", system !== "");
  const earlier = turns.slice(0, -1).map((turn) => split(turn, system !== "").document);
  return {
    instructions: `${system}\n${last.instructions}`.trim(),
    document: last.document === "" ? (earlier.findLast((document) => document !== "") ?? "") : last.document,
    wantsJson: json !== undefined,
    schema,
    fields: propertyNames(schema),
    pieces: [...prompt.map(messageText), ...(schema === undefined ? [] : [JSON.stringify(schema)])],
  };
}

/** What of a message is text: its text parts and text files. */
export function messageText(message: LanguageModelV4Message): string {
  if (message.role === "system") return message.content;
  return message.content
    .flatMap((part) => {
      if (part.type === "text" || part.type === "reasoning") return [part.text];
      if (part.type === "file" && part.data.type === "text")
        return [`<document>\n${part.data.text}\n</document>`];
      if (part.type === "file" && part.data.type === "data" && part.mediaType.startsWith("text/")) {
        const { data } = part.data;
        const text =
          typeof data === "string" ? Buffer.from(data, "base64").toString() : new TextDecoder().decode(data);
        return [`<document>\n${text}\n</document>`];
      }
      return [];
    })
    .join("\n\n");
}

/** Whether the model can read the part; others are named in a warning. */
export const isReadable = (part: {
  type: string;
  data?: { type: string } | unknown;
  mediaType?: string;
}): boolean =>
  part.type !== "file" ||
  (typeof part.data === "object" && part.data !== null && "type" in part.data && part.data.type === "text") ||
  (part.mediaType ?? "").startsWith("text/");

const FENCES: readonly RegExp[] = [
  /<(document|text|content|licen[cs]e)>\s?([\s\S]*)<\/\1>/i,
  /(`{3,})[^\n`]*\n([\s\S]*)\1/,
  /("{3})([\s\S]*)\1/,
];
/** Longest beginning of a message that can be an instruction without being marked off, in characters. */
const LONGEST_INSTRUCTION = 400;

function split(message: string, hasSystem: boolean): { instructions: string; document: string } {
  for (const fence of FENCES) {
    const match = fence.exec(message);
    if (!match) continue;
    const [whole, , inner = ""] = match;
    const before = message.slice(0, match.index);
    const after = message.slice(match.index + whole.length);
    return { instructions: `${before}\n${after}`.trim(), document: inner.trim() };
  }
  const headed = /^([^\n]{1,200}:)[ \t]*\n([\s\S]+)$/.exec(message.trim());
  if (headed) return { instructions: headed[1] ?? "", document: (headed[2] ?? "").trim() };
  if (hasSystem) return { instructions: "", document: message.trim() };
  const cut = /:\s|\?\s|\n\s*\n/.exec(message.slice(0, LONGEST_INSTRUCTION));
  if (!cut) return { instructions: message.trim(), document: "" };
  const end = cut.index + cut[0].length;
  return { instructions: message.slice(0, end).trim(), document: message.slice(end).trim() };
}
