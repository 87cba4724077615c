/** Cuts a document into parts that a model can read at once, at paragraphs or sentences, in any script. */

import { defineStage } from "@stageline/engine";
import { z } from "zod";

export const digestInput = z.object({
  text: z
    .string()
    .max(1_000_000, "the text is too long: 1,000,000 characters are read at most")
    .refine((text) => /[\p{L}\p{N}]/u.test(text), "the text is empty: give at least one word")
    .describe("The document, in any language"),
  title: z.string().trim().min(1).max(300).optional().describe("Default: the document's first line"),
});

const config = z.object({
  partLength: z
    .number()
    .int()
    .min(200)
    .max(200_000)
    .default(12_000)
    .describe("Longest part that is read at once, in characters"),
});

export const split = defineStage({
  id: "split",
  name: "Split",
  schemas: {
    input: digestInput,
    output: z.object({
      title: z.string(),
      characters: z.number().int(),
      words: z.number().int(),
      parts: z
        .array(z.string())
        .min(1)
        .describe("The document, in order, nothing left out but blank lines between parts"),
    }),
    config,
  },
  execute(ctx) {
    const { text, title } = ctx.input;
    const parts = partsOf(text, ctx.config.partLength);
    const words = Array.from(new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)).filter(
      ({ isWordLike }) => isWordLike,
    ).length;
    ctx.log("INFO", `${words} words in ${parts.length} ${parts.length === 1 ? "part" : "parts"}`);
    return { title: title ?? titleOf(text), characters: text.length, words, parts };
  },
});

function titleOf(text: string): string {
  const line =
    text
      .trim()
      .split(/\r?\n/, 1)[0]
      ?.replace(/^[#=*\s]+/, "")
      .trim() ?? "";
  const characters = Array.from(line === "" ? "Untitled" : line);
  return characters.length > 80 ? `${characters.slice(0, 79).join("")}…` : characters.join("");
}

function partsOf(text: string, longest: number): string[] {
  const parts: string[] = [];
  let part = "";
  for (const piece of piecesOf(text, longest)) {
    if (part !== "" && part.length + piece.length > longest) {
      parts.push(part.trim());
      part = "";
    }
    part += piece;
  }
  parts.push(part.trim());
  return parts.filter((one) => one !== "");
}

/** Paragraphs; sentences of a paragraph that is too long; slices of a sentence that is too long. */
function* piecesOf(text: string, longest: number): Generator<string> {
  for (const paragraph of text.split(/(?<=\n\s*\n)/)) {
    if (paragraph.length <= longest) {
      yield paragraph;
      continue;
    }
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(paragraph)) {
      if (segment.length <= longest) yield segment;
      else yield* slices(segment, longest);
    }
  }
}

function* slices(text: string, longest: number): Generator<string> {
  let slice = "";
  // By code point, so that no character is cut in two.
  for (const character of text) {
    if (slice.length + character.length > longest) {
      yield slice;
      slice = "";
    }
    slice += character;
  }
  yield slice;
}
